import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Chart } from '../components/chart.js';
import { ChartOrTable } from '../components/chart-or-table.js';
import type { DayRange } from '../components/day-range.js';
import { useFormats } from '../components/formats.js';
import { byPeriod } from '../components/periods.js';
import { RecordTable } from '../components/record-table.js';
import type { Company } from './analytics-queries.js';

interface PeopleSectionProps {
  range: DayRange;
  company: Company;
  /** Shows the people overdrawn at the end of a day. */
  onShowDay: (day: string) => void;
}

type Day = Company['days'][number];

/** A period ends as its last day did; null where there are no books. */
const atTheEndOf = (days: readonly Day[]) => ({
  earned: days.at(-1)?.people_earned ?? null,
  inTheRed: days.at(-1)?.people_in_the_red ?? null,
});

/** How many people ended each day with a payout, and how many with a negative balance. */
export function PeopleSection({ range, company, onShowDay }: PeopleSectionProps) {
  const { t } = useTranslation('analytics');
  const formats = useFormats();
  const label = t('peopleChart', {
    days: formats.days(range.from, range.to),
    most: formats.number(Math.max(0, ...company.days.map((day) => day.people_in_the_red))),
  });
  return (
    <ChartOrTable
      title={t('peopleByDay')}
      about={t('peopleAbout')}
      chartLabel={label}
      chart={
        <Chart
          periods={byPeriod(company.days, range, atTheEndOf)}
          series={[
            { name: 'earned', label: t('earned'), color: 'in', type: 'line' },
            { name: 'inTheRed', label: t('inTheRed'), color: 'out', type: 'line', isDashed: true },
          ]}
          onPeriod={({ to }) => onShowDay(to)}
        />
      }
      table={<PeopleTable days={company.days} onShowDay={onShowDay} />}
    />
  );
}

interface PeopleTableProps {
  days: readonly Day[];
  onShowDay: (day: string) => void;
}

function PeopleTable({ days, onShowDay }: PeopleTableProps) {
  const { t } = useTranslation(['analytics', 'common']);
  const formats = useFormats();
  const rows = days.map((day) => ({
    key: day.date,
    cells: {
      date: formats.day(day.date),
      earned: formats.number(day.people_earned),
      inTheRed: (
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
      ),
    },
  }));
  return (
    <div className="narrow">
      <RecordTable
        label={t('peopleByDay')}
        columns={[
          { name: 'date', label: t('common:date') },
          { name: 'earned', label: t('earned'), isNumber: true },
          { name: 'inTheRed', label: t('inTheRed'), isNumber: true },
        ]}
        rows={rows}
      />
    </div>
  );
}
