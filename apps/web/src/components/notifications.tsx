import '@mantine/notifications/styles.css';
import { Notifications, notifications } from '@mantine/notifications';

export { notifications };

/** The corner that notices appear in. */
export function Notices() {
  return <Notifications position="bottom-right" limit={4} />;
}
