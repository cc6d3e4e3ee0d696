import '@mantine/notifications/styles.css';
import { Notifications, notifications } from '@mantine/notifications';
import classes from './notifications.module.css';

export { notifications };

/** The corner of the page where notifications appear. */
export function NotificationArea() {
  return <Notifications position="bottom-right" limit={4} className={classes.area} />;
}
