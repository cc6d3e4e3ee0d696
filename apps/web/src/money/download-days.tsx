import { Button, Group, Popover, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayInput, lastDays } from '../components/day-range.js';
import { DownloadButtons } from '../components/downloads.js';
import { auditLogFile } from './audit-log-file.js';

/** Popover that downloads the audit log of a range of days. */
export function DownloadDays({ user, today }: { user: string; today: string }) {
  const { t } = useTranslation(['money', 'common']);
  const [chosen, setRange] = useState(() => lastDays(30, today));
  return (
    <Popover trapFocus returnFocus shadow="md" position="bottom-end" width={320}>
      <Popover.Target>
        <Button variant="default">{t('downloadDays')}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('downloadDays')}>
        <Stack gap="sm">
          <Group gap="sm" grow wrap="nowrap">
            <DayInput
              label={t('common:from')}
              day={chosen.from}
              latest={chosen.to}
              onChange={(from) => setRange({ ...chosen, from })}
            />
            <DayInput
              label={t('common:to')}
              day={chosen.to}
              earliest={chosen.from}
              latest={today}
              onChange={(to) => setRange({ ...chosen, to })}
            />
          </Group>
          <DownloadButtons file={auditLogFile(user, chosen)} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
