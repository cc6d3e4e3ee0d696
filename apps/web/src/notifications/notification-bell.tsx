import { ActionIcon, Indicator } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { LazyDialog } from '../components/lazy-dialog.js';
import { hideNews } from '../components/notify.js';
import { setTitleCount } from '../components/page-title.js';
import { useArrivals } from './arrivals.js';
import { useUnreadCount } from './unread-count.js';

const NotificationPanel = lazy(async () => ({
  default: (await import('./notification-panel.js')).NotificationPanel,
}));

/**
 * The bell with the number of unread notifications, also in the title of the tab; it opens the list. Whatever arrives while
 * the user is here shows up as a card.
 */
export function NotificationBell() {
  const { t } = useTranslation('notifications');
  const [isOpen, { open, close }] = useDisclosure();
  const count = useUnreadCount();
  useArrivals(!isOpen);
  useEffect(() => {
    setTitleCount(count);
    return () => setTitleCount('');
  }, [count]);
  return (
    <>
      <Indicator
        label={count}
        disabled={count === ''}
        size={18}
        offset={4}
        color="red.8"
        styles={{ indicator: { fontVariantNumeric: 'tabular-nums' } }}
      >
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={
            count === '' ? t('title') : t('unreadTitle', { count: Number.parseInt(count, 10), number: count })
          }
          aria-haspopup="dialog"
          onClick={() => {
            open();
            void hideNews();
          }}
        >
          <Bell />
        </ActionIcon>
      </Indicator>
      <LazyDialog isOpen={isOpen}>
        <NotificationPanel isOpen={isOpen} onClose={close} />
      </LazyDialog>
    </>
  );
}

const Bell = () => (
  <svg
    width="18"
    height="18"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.75"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden
  >
    <path d="M6 9a6 6 0 0 1 12 0c0 5 2 6.5 2 6.5H4S6 14 6 9" />
    <path d="M10 19.5a2.2 2.2 0 0 0 4 0" />
  </svg>
);
