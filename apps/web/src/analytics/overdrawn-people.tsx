import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DayInput } from '../components/day-range.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { Money } from '../components/money.js';
import { LoadMore } from '../components/load-more.js';
import { QueryResult } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import { AccountLink } from './account-link.js';
import { overdrawnPeople, type OverdrawnPage } from './analytics-queries.js';

interface OverdrawnPeopleProps {
  /** Show people overdrawn at the end of this day; now if undefined. */
  day: string | undefined;
  today: string;
  onChange: (day: string | undefined) => void;
}

/** People with a negative balance now, or at the end of a day, linked to their accounts. */
export function OverdrawnPeople({ day, today, onChange }: OverdrawnPeopleProps) {
  const { t } = useTranslation('analytics');
  const query = useInfiniteQuery(overdrawnPeople(day));
  return (
    <Paper component="section" id="in-the-red" aria-label={t('whoIsInTheRed')} withBorder p="md">
      <Stack gap="md">
        <Group justify="space-between" align="flex-end">
          <Stack gap={2} flex="1 1 240px">
            <Title order={2} size="h4">
              {t('whoIsInTheRed')}
            </Title>
            <Text size="sm" c="dimmed">
              {useAbout(day, query.data?.pages[0])}
            </Text>
          </Stack>
          <Group gap="sm" align="flex-end">
            <DayInput
              label={t('ofDay')}
              day={day ?? today}
              latest={today}
              onChange={(chosen) => onChange(chosen === today ? undefined : chosen)}
            />
            <Button variant="default" disabled={day === undefined} onClick={() => onChange(undefined)}>
              {t('now')}
            </Button>
          </Group>
        </Group>
        <QueryResult query={query}>{({ pages }) => <People pages={pages} />}</QueryResult>
        <LoadMore query={query} />
      </Stack>
    </Paper>
  );
}

function useAbout(day: string | undefined, first: OverdrawnPage | undefined): string {
  const { t } = useTranslation('analytics');
  const formats = useFormats();
  if (day === undefined) {
    return t('whoNow');
  }
  return t(first?.is_closed ? 'whoAtEndOf' : 'whoOnOpenDay', { day: formats.day(day) });
}

function People({ pages }: { pages: OverdrawnPage[] }) {
  const { t } = useTranslation('analytics');
  const [first] = pages;
  if (!first || first.people_in_the_red === 0) {
    return <EmptyState title={t('nobodyInTheRed')} detail={t('nobodyInTheRedDetail')} />;
  }
  const rows = pages
    .flatMap(({ items }) => items)
    .map(({ user, name, balance }) => ({
      key: user,
      cells: {
        person: <AccountLink person={{ uuid: user, name }} />,
        balance: <Money amount={balance} currency={first.currency} />,
      },
    }));
  return (
    <Stack gap="xs">
      <RecordTable
        label={t('whoIsInTheRed')}
        columns={[
          { name: 'person', label: t('person') },
          { name: 'balance', label: t('balance'), isNumber: true },
        ]}
        rows={rows}
      />
      <Text size="sm" c="dimmed" ta="center">
        {t('countOfPeople', { count: first.people_in_the_red })}
      </Text>
    </Stack>
  );
}
