import { Box } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { hideNews, notifyNews } from '../components/notify.js';
import { wasRevealed } from '../tasks/revealed-draws.js';
import { NotificationDetail } from './notification-detail.js';
import { latestNotifications, type Notification } from './notification-queries.js';

/** More news than that at once becomes a single card. */
const mostCards = 3;

/** Shows a card for each notification that arrives while the user is here, unless they see the list (`hasCards`). */
export function useArrivals(hasCards: boolean): void {
  const { data } = useQuery(latestNotifications());
  const seen = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (data === undefined) {
      return;
    }
    const last = seen.current;
    seen.current = [last ?? '', data.items[0]?.id ?? ''].sort().at(-1);
    if (last !== undefined && hasCards) {
      announce(data.items.filter(({ id, is_read: isRead }) => id > last && !isRead));
    }
  }, [data, hasCards]);
}

function announce(news: readonly Notification[]): void {
  // The author of a task sees who got it anyway.
  const others = news.filter(({ kind, task }) => kind !== 'assigned' || !wasRevealed(task?.uuid));
  if (others.length > mostCards) {
    void notifyNews({ message: <ManyArrived count={others.length} /> });
    return;
  }
  for (const notification of others.toReversed()) {
    void notifyNews({
      title: <ArrivedTitle {...notification} />,
      message: (
        <Box onClick={() => void hideNews()}>
          <NotificationDetail notification={notification} isNew />
        </Box>
      ),
    });
  }
}

/** A component, so that it follows the user's language. */
function ArrivedTitle({ kind }: Pick<Notification, 'kind'>) {
  const { t } = useTranslation('notifications');
  return t(`arrived_${kind}`);
}

function ManyArrived({ count }: { count: number }) {
  const { t } = useTranslation('notifications');
  return t('manyArrived', { count });
}
