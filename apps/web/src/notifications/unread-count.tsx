import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { latestNotifications } from './notification-queries.js';

// The service stops counting at 100.
const most = 99;

/** The number of unread notifications as people read it: `3`, `99+`, or nothing. */
export function useUnreadCount(): string {
  const { data: unread = 0 } = useQuery({ ...latestNotifications(), select: (page) => page.unread });
  return unread > most ? `${most}+` : unread > 0 ? String(unread) : '';
}

/** The number of unread notifications beside a menu entry. The bell says it to screen readers. */
export function UnreadBadge() {
  const count = useUnreadCount();
  return (
    count !== '' && (
      <Badge size="sm" variant="light" className="figures" aria-hidden>
        {count}
      </Badge>
    )
  );
}
