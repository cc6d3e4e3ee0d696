import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { RecordTable } from '../components/record-table.js';
import type { Payout, PayoutDay } from './payouts-queries.js';

interface PayoutsTableProps {
  /** Newest days first. */
  payouts: readonly Payout[];
  /** The totals of their days. */
  days: readonly PayoutDay[];
  currency: string;
  /** Whether they were all paid to one person, who has at most one a day. */
  isOfPerson: boolean;
}

/** Payouts below the totals of their days, with the state of each statement (F6, F7). */
export function PayoutsTable({ payouts, days, currency, isOfPerson }: PayoutsTableProps) {
  const { t } = useTranslation(['books', 'common']);
  const { instant, day } = useFormats();
  const rowOf = (payout: Payout) => ({
    key: payout.uuid,
    cells: {
      name: isOfPerson ? <DayLink date={payout.date} /> : <PersonLink payout={payout} />,
      statement: <StatementState payout={payout} />,
      paidAt: (
        <Text span inherit c="dimmed">
          {instant(payout.paid_at)}
        </Text>
      ),
      amount: <Money amount={payout.amount} currency={currency} />,
    },
  });
  const byDay = new Map(days.map((each) => [each.date, each]));
  const groups = [...byDay.values()].map(({ date, people, amount }) => ({
    key: date,
    title: (
      <Group gap="sm">
        <DayLink date={date} />
        <Text span inherit c="dimmed" fw={400}>
          {t('paidPeopleCount', { count: people })}
        </Text>
      </Group>
    ),
    totals: { amount: <Money amount={amount} currency={currency} /> },
    rows: payouts.filter((payout) => payout.date === date).map(rowOf),
  }));
  return (
    <div className="narrow">
      <RecordTable
        label={t('common:place_payouts')}
        columns={[
          { name: 'name', label: t(isOfPerson ? 'forDay' : 'person') },
          { name: 'statement', label: t('statement') },
          { name: 'paidAt', label: t('paidAt') },
          { name: 'amount', label: t('paidOut'), isNumber: true },
        ]}
        groups={isOfPerson ? [{ key: day(payouts[0]?.date ?? ''), rows: payouts.map(rowOf) }] : groups}
      />
    </div>
  );
}

function DayLink({ date }: { date: string }) {
  const { day } = useFormats();
  return (
    <LinkedAnchor to="/days" search={{ day: date }} inherit>
      {day(date)}
    </LinkedAnchor>
  );
}

function PersonLink({ payout: { user, name, date } }: { payout: Payout }) {
  const { t } = useTranslation('common');
  return (
    <LinkedAnchor to="/accounts/$uuid" params={{ uuid: user }} search={{ date }} inherit>
      {name ?? t('unknownName')}
    </LinkedAnchor>
  );
}

/** Sent statements are the rule and stay quiet; one that cannot be delivered leads to where it is sent again. */
function StatementState({ payout: { statement } }: { payout: Payout }) {
  const { t } = useTranslation('books');
  switch (statement) {
    case 'parked':
      return (
        <LinkedAnchor
          to="/operations"
          search={{ section: 'statements' }}
          inherit
          c="var(--mantine-color-error)"
        >
          {t('statement_parked')}
        </LinkedAnchor>
      );
    case 'pending':
      return (
        <Badge variant="dot" color="yellow" tt="none" fw={500}>
          {t('statement_pending')}
        </Badge>
      );
    case 'sent':
    case null:
      return (
        <Text span inherit c="dimmed">
          {t(statement === null ? 'statement_none' : 'statement_sent')}
        </Text>
      );
  }
}
