import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { RecordTable } from '../components/record-table.js';
import type { ClosedDay, Month, OpenDay } from './days-queries.js';

interface DaysTableProps {
  /** Open and closed days, newest first. */
  open: readonly OpenDay[];
  closed: readonly ClosedDay[];
  /** Totals of the months of the closed days. */
  months: readonly Month[];
  currency: string;
}

const monthOf = ({ date }: { date: string }): string => date.slice(0, '2026-03'.length);

/** Days below the totals of their months, newest first; each date links to the day's details. */
export function DaysTable({ open, closed, months, currency }: DaysTableProps) {
  const { t } = useTranslation(['books', 'common']);
  const { number, month: monthName } = useFormats();
  const money = (amount: number) => <Money amount={amount} currency={currency} />;
  const totals = new Map(months.map((month) => [month.month, month]));
  const openRow = ({ date, income, isOver }: OpenDay) => ({
    key: date,
    cells: {
      date: <DayLink date={date} />,
      state: <DayState state={isOver ? 'over' : 'goingOn'} />,
      income: money(income),
      paid: '–',
      people: '–',
      inTheRed: '–',
      carriedOver: '–',
    },
  });
  const closedRow = (day: ClosedDay) => ({
    key: day.date,
    cells: {
      date: <DayLink date={day.date} />,
      state: <DayState state="closed" />,
      income: money(day.income),
      paid: money(day.paid),
      people: number(day.paid_people),
      inTheRed: number(day.people_in_the_red),
      carriedOver: money(day.carried_over),
    },
  });
  const shown = [...new Set([...open, ...closed].map(monthOf))];
  const groups = shown.map((month) => {
    const openDays = open.filter((day) => monthOf(day) === month);
    const ofClosed = totals.get(month);
    const income = openDays.reduce((sum, day) => sum + day.income, ofClosed?.income ?? 0);
    return {
      key: month,
      title: monthName(month),
      totals: {
        income: money(income),
        paid: money(ofClosed?.paid ?? 0),
        people: number(ofClosed?.payouts ?? 0),
      },
      rows: [...openDays.map(openRow), ...closed.filter((day) => monthOf(day) === month).map(closedRow)],
    };
  });
  return (
    <RecordTable
      label={t('common:place_days')}
      columns={[
        { name: 'date', label: t('common:date') },
        { name: 'state', label: t('state') },
        { name: 'income', label: t('common:income'), isNumber: true },
        { name: 'paid', label: t('paidOut'), isNumber: true },
        { name: 'people', label: t('paidPeople'), isNumber: true },
        { name: 'inTheRed', label: t('peopleInTheRed'), isNumber: true },
        { name: 'carriedOver', label: t('carriedOver'), isNumber: true },
      ]}
      groups={groups}
    />
  );
}

function DayLink({ date }: { date: string }) {
  const { day } = useFormats();
  return (
    <LinkedAnchor to="/days" search={(before) => ({ ...before, day: date })} inherit>
      {day(date)}
    </LinkedAnchor>
  );
}

const colors = { goingOn: 'teal', over: 'yellow', closed: 'gray' } as const;

/** State badge of a day: open, ready to close, or closed. */
export function DayState({ state }: { state: keyof typeof colors }) {
  const { t } = useTranslation(['books', 'common']);
  return (
    <Badge variant="dot" color={colors[state]} tt="none" fw={500}>
      {t(`day_${state}`)}
    </Badge>
  );
}
