import { LineChart } from '@mantine/charts';
import { Anchor, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chartColors, tooltipDay } from '../components/charts.js';
import { ChartOrTable } from '../components/chart-or-table.js';
import { useFormats } from '../components/formats.js';
import { ScrollableTable } from '../components/scrollable-table.js';
import type { Company } from './analytics-queries.js';
import { chartDays } from './company-days.js';

const maxDots = 45;

interface PeopleSectionProps {
  company: Company;
  /** Shows the people overdrawn at the end of a day. */
  onShowDay: (day: string) => void;
}

/** How many people ended each day with a payout, and how many with a negative balance. */
export function PeopleSection({ company, onShowDay }: PeopleSectionProps) {
  const { t } = useTranslation('analytics');
  const formats = useFormats();
  const data = chartDays(company);
  const label = t('peopleChart', {
    days: formats.days(company.from, company.to),
    most: formats.number(Math.max(0, ...company.days.map((day) => day.people_in_the_red))),
  });
  return (
    <ChartOrTable
      title={t('peopleByDay')}
      about={t('peopleAbout')}
      chartLabel={label}
      chart={
        <LineChart
          h={280}
          data={data}
          dataKey="date"
          series={[
            { name: 'earned', label: t('earned'), color: chartColors.first },
            { name: 'inTheRed', label: t('inTheRed'), color: chartColors.second, strokeDasharray: '6 3' },
          ]}
          withLegend
          curveType="linear"
          withDots={data.length <= maxDots}
          valueFormatter={formats.number}
          xAxisProps={{ tickFormatter: formats.shortDay, minTickGap: 24 }}
          yAxisProps={{ width: 64, allowDecimals: false }}
          yAxisLabel={t('people')}
          tooltipProps={{ labelFormatter: tooltipDay(formats) }}
          accessibilityLayer={false}
        />
      }
      table={<PeopleTable company={company} onShowDay={onShowDay} />}
    />
  );
}

function PeopleTable({ company, onShowDay }: PeopleSectionProps) {
  const { t } = useTranslation('analytics');
  const { t: common } = useTranslation();
  const formats = useFormats();
  return (
    <ScrollableTable label={t('peopleByDay')} minWidth={320} maxHeight={420}>
      <Table aria-label={t('peopleByDay')} className="figures" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{common('date')}</Table.Th>
            <Table.Th scope="col" ta="right">
              {t('earned')}
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {t('inTheRed')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {company.days.map((day) => (
            <Table.Tr key={day.date}>
              <Table.Th scope="row" fw={400}>
                {formats.day(day.date)}
              </Table.Th>
              <Table.Td ta="right">{formats.number(day.people_earned)}</Table.Td>
              <Table.Td ta="right">
                <Anchor
                  component="button"
                  type="button"
                  inherit
                  aria-label={t('showWho', {
                    people: formats.number(day.people_in_the_red),
                    day: formats.day(day.date),
                  })}
                  onClick={() => onShowDay(day.date)}
                >
                  {formats.number(day.people_in_the_red)}
                </Anchor>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollableTable>
  );
}
