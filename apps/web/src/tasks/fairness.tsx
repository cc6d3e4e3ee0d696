import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { ScrollArea, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ChartOrTable } from '../components/chart-or-table.js';
import { useFormats } from '../components/formats.js';
import { QueryResult } from '../components/query-result.js';
import { drawsOf, type Draws } from './reassignment-queries.js';

const maxBars = 20;
const maxRows = 200;

/** How many tasks each person was drawn for, and whether every draw follows from the seed (T4). */
export function Fairness({ id }: { id: string }) {
  return (
    <QueryResult query={useQuery(drawsOf(id))}>{(draws) => <DrawDistribution draws={draws} />}</QueryResult>
  );
}

function DrawDistribution({ draws }: { draws: Draws }) {
  const { t } = useTranslation(['tasks', 'common']);
  const { number } = useFormats();
  const { performers, differences } = draws;
  const people = performers.map(({ performer, draws: count }) => ({
    uuid: performer.uuid,
    name: performer.name ?? t('common:unknownName'),
    draws: count,
  }));
  const evenShare = draws.draws / Math.max(1, performers.length);
  const [most] = people;
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
        even: number(Math.round(evenShare * 10) / 10),
      })}
      chart={
        <BarChart
          h={Math.max(160, Math.min(maxBars, people.length) * 36)}
          data={people.slice(0, maxBars)}
          dataKey="name"
          orientation="vertical"
          series={[{ name: 'draws', label: t('draws'), color: 'teal.6' }]}
          valueFormatter={number}
          xAxisProps={{ allowDecimals: false }}
          xAxisLabel={t('drawsOfPerson')}
          yAxisProps={{ width: 110 }}
          referenceLines={[
            {
              x: evenShare,
              color: 'orange.7',
              label: t('evenShare', { number: number(Math.round(evenShare * 10) / 10) }),
            },
          ]}
        />
      }
      table={<DrawsTable people={people} total={draws.draws} />}
    />
  );
}

interface DrawsTableProps {
  people: readonly { uuid: string; name: string; draws: number }[];
  total: number;
}

function DrawsTable({ people, total }: DrawsTableProps) {
  const { t } = useTranslation('tasks');
  const { number, percent } = useFormats();
  const hidden = people.length - maxRows;
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
          {people.slice(0, maxRows).map(({ uuid, name, draws }) => (
            <Table.Tr key={uuid}>
              <Table.Td>{name}</Table.Td>
              <Table.Td ta="end">{number(draws)}</Table.Td>
              <Table.Td ta="end">{percent(draws / total)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {hidden > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('andOthers', { count: hidden, number: number(hidden) })}
        </Text>
      )}
    </ScrollArea.Autosize>
  );
}
