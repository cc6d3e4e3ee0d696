import { Button, Popover, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CsvButton } from '../parts/csv-button.js';
import { DayRangeInput, lastDays } from '../parts/day-range.js';
import { csvPath } from './csv-path.js';

/** Downloads the lines of several days. */
export function ManyDaysCsv({ user, today }: { user: string; today: string }) {
  const { t } = useTranslation('money');
  const [chosen, setRange] = useState(() => lastDays(30, today));
  return (
    <Popover
      trapFocus
      returnFocus
      shadow="md"
      position="top-end"
      width="target"
      middlewares={{ size: false }}
    >
      <Popover.Target>
        <Button variant="default">{t('csvOfDays')}</Button>
      </Popover.Target>
      <Popover.Dropdown w="auto" maw="calc(100vw - 2rem)" aria-label={t('csvOfDays')}>
        <Stack gap="sm" align="flex-start">
          <DayRangeInput range={chosen} today={today} onChange={setRange} />
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
