import { Badge, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import type { ClosedDay, OpenDay } from './days-queries.js';

interface DaysTableProps {
  open: readonly OpenDay[];
  closed: readonly ClosedDay[];
  currency: string;
}

/** Open days above closed ones, newest first; each date links to the day's details. */
export function DaysTable({ open, closed, currency }: DaysTableProps) {
  const { t } = useTranslation(['books', 'common']);
  const amountHeads = ['income', 'paidOut', 'paidPeople', 'peopleInTheRed', 'carriedOver'] as const;
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table highlightOnHover aria-label={t('common:place_days')} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('common:date')}</Table.Th>
            <Table.Th scope="col">{t('state')}</Table.Th>
            {amountHeads.map((head) => (
              <Table.Th key={head} scope="col" ta="right">
                {t(head)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {open.map((day) => (
            <OpenDayRow key={day.date} day={day} currency={currency} />
          ))}
          {closed.map((day) => (
            <ClosedDayRow key={day.date} day={day} currency={currency} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function DayCell({ date }: { date: string }) {
  const { day } = useFormats();
  return (
    <Table.Th scope="row" fw={400}>
      <LinkedAnchor to="/days" search={{ day: date }} size="sm" style={{ whiteSpace: 'nowrap' }}>
        {day(date)}
      </LinkedAnchor>
    </Table.Th>
  );
}

function OpenDayRow({ day: { date, income, isOver }, currency }: { day: OpenDay; currency: string }) {
  return (
    <Table.Tr>
      <DayCell date={date} />
      <Table.Td>
        <DayState state={isOver ? 'over' : 'goingOn'} />
      </Table.Td>
      <Table.Td ta="right">
        <Money amount={income} currency={currency} />
      </Table.Td>
      {['paid', 'people', 'red', 'carried'].map((column) => (
        <Table.Td key={column} ta="right" c="dimmed">
          –
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function ClosedDayRow({ day, currency }: { day: ClosedDay; currency: string }) {
  const { number } = useFormats();
  return (
    <Table.Tr>
      <DayCell date={day.date} />
      <Table.Td>
        <DayState state="closed" />
      </Table.Td>
      <Table.Td ta="right">
        <Money amount={day.income} currency={currency} />
      </Table.Td>
      <Table.Td ta="right">
        <Money amount={day.paid} currency={currency} />
      </Table.Td>
      <Table.Td ta="right">{number(day.paid_people)}</Table.Td>
      <Table.Td ta="right">{number(day.people_in_the_red)}</Table.Td>
      <Table.Td ta="right">
        <Money amount={day.carried_over} currency={currency} />
      </Table.Td>
    </Table.Tr>
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
