import { Badge, Popover, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { pollMilliseconds, useIsLive } from '../data/live-updates.js';

const graceMilliseconds = 3000;

/**
 * Shows whether the page receives live updates, and explains it when pressed. Short interruptions are not shown: every
 * page starts with one, and services restart.
 */
export function LiveBadge() {
  const { t } = useTranslation();
  const isLive = useIsLive();
  const [wasLive] = useDebouncedValue(isLive, graceMilliseconds);
  const isPolling = !isLive && !wasLive;
  const seconds = pollMilliseconds / 1000;
  const label = isPolling ? t('notLiveShort', { seconds }) : t('live');
  return (
    <>
      <Popover width={280} withArrow shadow="md" position="bottom-end" trapFocus returnFocus>
        <Popover.Target>
          <UnstyledButton display="flex" aria-label={t('liveExplain', { label })}>
            <Badge
              variant="dot"
              color={isPolling ? 'yellow' : 'teal'}
              tt="none"
              style={{ cursor: 'inherit' }}
            >
              {label}
            </Badge>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <Text size="sm" fw={600}>
            {isPolling ? t('notLiveTitle') : t('liveTitle')}
          </Text>
          <Text size="sm">{isPolling ? t('notLive', { seconds }) : t('liveDetail')}</Text>
        </Popover.Dropdown>
      </Popover>
      <VisuallyHidden role="status">{label}</VisuallyHidden>
    </>
  );
}
