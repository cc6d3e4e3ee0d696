import { Button, Group, Popover, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CsvButton } from '../parts/csv-button.js';
import { DayInput, lastDays } from '../parts/day-range.js';
import { csvPath } from './csv-path.js';

/** Downloads the lines of several days. */
export function ManyDaysCsv({ user, today }: { user: string; today: string }) {
  const { t } = useTranslation(['money', 'common']);
  const [chosen, setRange] = useState(() => lastDays(30, today));
  return (
    <Popover trapFocus returnFocus shadow="md" position="top-end" width={320}>
      <Popover.Target>
        <Button variant="default">{t('csvOfDays')}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('csvOfDays')}>
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
          <CsvButton
            service="finance"
            path={csvPath(user, chosen)}
            name={`account-${chosen.from}-${chosen.to}.csv`}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
