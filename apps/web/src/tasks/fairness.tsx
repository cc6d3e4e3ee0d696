import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { ScrollArea, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ChartOrTable } from '../components/chart-or-table.js';
import { useFormats } from '../components/formats.js';
import { QueryResult } from '../components/query-result.js';
import { drawsOf, type Draws } from './reassignment-queries.js';

const mostBars = 20;
const mostRows = 200;

/** How many tasks fell to whom, and whether each draw follows from the seed (T4). */
export function Fairness({ id }: { id: string }) {
  return <QueryResult query={useQuery(drawsOf(id))}>{(draws) => <Fell draws={draws} />}</QueryResult>;
}

function Fell({ draws }: { draws: Draws }) {
  const { t } = useTranslation(['tasks', 'common']);
  const { number } = useFormats();
  const { performers, differences } = draws;
  const named = performers.map(({ performer, draws: count }) => ({
    uuid: performer.uuid,
    name: performer.name ?? t('common:unknownName'),
    draws: count,
  }));
  const even = draws.draws / Math.max(1, performers.length);
  const [most] = named;
  return (
    <ChartOrTable
      title={t('fairness')}
      about={
        <>
          {t('fairnessAbout', { count: draws.draws, number: number(draws.draws) })}{' '}
          {differences === 0
            ? t('differencesNone')
            : t('differences', { count: differences, number: number(differences) })}
        </>
      }
      chartLabel={t('fairnessLabel', {
        name: most?.name ?? '',
        most: number(most?.draws ?? 0),
        even: number(Math.round(even * 10) / 10),
      })}
      chart={
        <BarChart
          h={Math.max(160, Math.min(mostBars, named.length) * 36)}
          data={named.slice(0, mostBars)}
          dataKey="name"
          orientation="vertical"
          series={[{ name: 'draws', label: t('draws'), color: 'teal.6' }]}
          valueFormatter={number}
          xAxisProps={{ allowDecimals: false }}
          xAxisLabel={t('drawsOfPerson')}
          yAxisProps={{ width: 110 }}
          referenceLines={[
            {
              x: even,
              color: 'orange.7',
              label: t('evenShare', { number: number(Math.round(even * 10) / 10) }),
            },
          ]}
        />
      }
      table={<DrawsTable named={named} all={draws.draws} />}
    />
  );
}

interface DrawsTableProps {
  named: readonly { uuid: string; name: string; draws: number }[];
  all: number;
}

function DrawsTable({ named, all }: DrawsTableProps) {
  const { t } = useTranslation('tasks');
  const { number, percent } = useFormats();
  const left = named.length - mostRows;
  return (
    <ScrollArea.Autosize mah={480}>
      <Table aria-label={t('fairness')} style={{ fontVariantNumeric: 'tabular-nums' }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('person')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('draws')}
            </Table.Th>
            <Table.Th scope="col" ta="end">
              {t('share')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {named.slice(0, mostRows).map(({ uuid, name, draws }) => (
            <Table.Tr key={uuid}>
              <Table.Td>{name}</Table.Td>
              <Table.Td ta="end">{number(draws)}</Table.Td>
              <Table.Td ta="end">{percent(draws / all)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {left > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('andOthers', { count: left, number: number(left) })}
        </Text>
      )}
    </ScrollArea.Autosize>
  );
}
