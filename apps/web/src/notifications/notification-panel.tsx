import { Box, Button, Drawer, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { idempotencyHeader, responseData, tasks } from '../api/clients.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { useOpenAfterMount } from '../components/lazy-dialog.js';
import { LoadMore } from '../components/load-more.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { QueryResult } from '../components/query-result.js';
import { useReadOnlyServices } from '../components/use-read-only.js';
import { useCommand } from '../data/queries.js';
import { DigestSwitch } from './digest-switch.js';
import { NotificationDetail } from './notification-detail.js';
import { allNotifications, notificationsKey, type Notification } from './notification-queries.js';
import classes from './notifications.module.css';

interface NotificationPanelProps {
  isOpen: boolean;
  onClose: () => void;
}

/** The list of the user's notifications by day, with a button that marks all as read and the switch of the digest. */
export function NotificationPanel({ isOpen, onClose }: NotificationPanelProps) {
  const { t } = useTranslation(['notifications', 'common']);
  const query = useInfiniteQuery({ ...allNotifications(), enabled: isOpen });
  const isReadOnly = useReadOnlyServices().includes('tasks');
  const markRead = useCommand({
    send: (upTo: string, key) =>
      responseData(
        tasks.PUT('/notifications/read', { body: { up_to: upTo }, headers: idempotencyHeader(key) }),
      ),
    changes: [notificationsKey],
  });
  const [newest] = query.data?.pages[0]?.items ?? [];
  const unread = query.data?.pages[0]?.unread ?? 0;
  return (
    <Drawer
      opened={useOpenAfterMount(isOpen)}
      onClose={onClose}
      position="right"
      size="sm"
      title={t('title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack gap="md" pt="xs">
        <DigestSwitch />
        {newest && unread > 0 && (
          <Button
            variant="light"
            size="xs"
            loading={markRead.isRunning}
            disabled={isReadOnly}
            onClick={() => void markRead.run(newest.id).catch(() => undefined)}
          >
            {t('markAllRead')}
          </Button>
        )}
        {markRead.error && <ProblemAlert error={markRead.error} />}
        <QueryResult query={query} lines={6}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items);
            return items.length === 0 ? (
              <EmptyState title={t('none')} detail={t('noneDetail')} />
            ) : (
              <Stack gap="md" onClick={closeOnLink(onClose)}>
                {byDay(items).map(([day, ofDay]) => (
                  <Day key={day} day={day} items={ofDay} />
                ))}
                <LoadMore query={query} />
              </Stack>
            );
          }}
        </QueryResult>
      </Stack>
    </Drawer>
  );
}

/** A link leads to another page, where the list would be in the way. */
const closeOnLink =
  (close: () => void) =>
  ({ target }: React.MouseEvent): void => {
    if (target instanceof Element && target.closest('a')) {
      close();
    }
  };

/** The day of an instant in the browser's time zone, `YYYY-MM-DD`. */
const dayOf = (instant: Date): string => {
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${instant.getFullYear()}-${twoDigits(instant.getMonth() + 1)}-${twoDigits(instant.getDate())}`;
};

/** Notifications by day, in the order they have. */
function byDay(items: readonly Notification[]): [string, Notification[]][] {
  const days = new Map<string, Notification[]>();
  for (const item of items) {
    const day = dayOf(new Date(item.at));
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return [...days];
}

function Day({ day, items }: { day: string; items: readonly Notification[] }) {
  const { t } = useTranslation(['notifications', 'common']);
  const formats = useFormats();
  const title = day === dayOf(new Date()) ? t('common:today') : formats.day(day);
  const id = `notifications-${day}`;
  return (
    <section aria-labelledby={id}>
      <Text id={id} component="h3" size="xs" fw={600} c="dimmed" mb={4}>
        {title}
      </Text>
      <ul className={classes.list}>
        {items.map((notification) => (
          <Item key={notification.id} notification={notification} />
        ))}
      </ul>
    </section>
  );
}

function Item({ notification }: { notification: Notification }) {
  const { t } = useTranslation('notifications');
  const { time } = useFormats();
  const { kind, cause, at, is_read: isRead } = notification;
  return (
    <li className={classes.item} data-unread={!isRead || undefined}>
      <Box className={classes.dot} aria-hidden />
      <Stack gap={2} flex={1} miw={0}>
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <Text size="sm" fw={isRead ? 400 : 600}>
            {!isRead && <VisuallyHidden>{t('unread')}</VisuallyHidden>}{' '}
            {t(kind === 'reassigned' ? 'what_reassigned' : `what_${kind}_${cause ?? 'redrawn'}`)}
          </Text>
          <Text size="xs" c="dimmed" className={`figures ${classes.time}`}>
            <time dateTime={at}>{time(at)}</time>
          </Text>
        </Group>
        <NotificationDetail notification={notification} />
      </Stack>
    </li>
  );
}
