import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LastUpdated } from '../components/last-updated.js';
import { DayInput } from '../components/day-range.js';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Loading, QueryResult } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import { currencyQuery, todayQuery } from '../components/today.js';
import type { DaysSearch } from './days-search.js';
import { adviceKeyFor, parseAmount, textKeyFor } from './differences.js';
import { useNames } from './names-queries.js';
import { Notice } from './notice.js';
import { verificationQuery, type Difference, type Verification } from './operations-queries.js';

/** Recomputes the books of a range of days and shows whether they are right (F3). */
export function VerificationSection() {
  const { t } = useTranslation('books');
  const today = useQuery(todayQuery);
  return (
    <Stack gap="lg">
      <Text c="dimmed" maw={720}>
        {t('aboutVerification')}
      </Text>
      <QueryResult query={today}>{(date) => <VerifiedDays today={date} />}</QueryResult>
    </Stack>
  );
}

function VerifiedDays({ today }: { today: string }) {
  const { t } = useTranslation(['books', 'common']);
  const { from, to } = useSearch({ from: '/inside/for/accounts/operations' });
  const navigate = useNavigate();
  const choose = (days: DaysSearch) =>
    void navigate({ to: '/operations', search: { section: 'verification', ...days }, replace: true });
  const verification = useQuery(verificationQuery({ from, to }));
  return (
    <>
      <Group align="flex-end" gap="sm">
        <DayInput
          label={t('common:from')}
          day={from ?? ''}
          latest={to ?? today}
          onChange={(day) => choose({ from: day, to })}
        />
        <DayInput
          label={t('common:to')}
          day={to ?? ''}
          earliest={from}
          latest={today}
          onChange={(day) => choose({ from, to: day })}
        />
        {(from ?? to) && (
          <Button variant="default" onClick={() => choose({})}>
            {t('allDays')}
          </Button>
        )}
        <Button loading={verification.isFetching} onClick={() => void verification.refetch()}>
          {t('verify')}
        </Button>
      </Group>
      {verification.isFetching && <Loading lines={2} />}
      {verification.isError && !verification.isFetching && (
        <ProblemAlert error={verification.error} retry={() => void verification.refetch()} />
      )}
      {verification.data && !verification.isFetching && (
        <>
          <Result verification={verification.data} />
          <LastUpdated time={verification.dataUpdatedAt} />
        </>
      )}
    </>
  );
}

function Result({ verification }: { verification: Verification }) {
  const { t } = useTranslation('books');
  const { number } = useFormats();
  const { postings, closed_days, differences } = verification;
  const [first, ...others] = differences;
  const counts = t('verified', { count: postings, closedDays: number(closed_days) });
  return first ? (
    <>
      <Notice color="red" role="alert" title={t('booksWrong')}>
        <Stack gap="sm">
          <Text size="sm">{counts}</Text>
          <ComparedWith verification={verification} />
          <Title order={2} size="h5">
            {t('firstDifference')}
          </Title>
          <Differences differences={[first]} />
        </Stack>
      </Notice>
      {others.length > 0 && (
        <>
          <Title order={2} size="h5">
            {t('furtherDifferences', { count: others.length })}
          </Title>
          <Differences differences={others} />
        </>
      )}
    </>
  ) : (
    <Notice color="teal" role="status" title={t('booksRight')}>
      <Stack gap="sm">
        <Text size="sm">{counts}</Text>
        <ComparedWith verification={verification} />
      </Stack>
    </Notice>
  );
}

/** What else the books were compared with, or why that was not possible. */
function ComparedWith({
  verification: { detached_months: months, feed, journal },
}: {
  verification: Verification;
}) {
  const { t } = useTranslation('books');
  return (
    <>
      {months.length > 0 && (
        <Text size="sm" fw="bold">
          {t('monthsDetached', { months: months.join(', ') })}
        </Text>
      )}
      <Text size="sm" fw={feed.state === 'unavailable' ? 'bold' : undefined}>
        {feed.state === 'compared' ? t('feed_compared', { count: feed.events }) : t(`feed_${feed.state}`)}
      </Text>
      <Text size="sm">
        {journal.state === 'compared' ? t('journal_compared', { count: journal.days }) : t('journal_none')}
      </Text>
    </>
  );
}

function Differences({ differences }: { differences: readonly Difference[] }) {
  const { t } = useTranslation(['books', 'common']);
  const { day } = useFormats();
  const nameOf = useNames();
  const rows = differences.map((difference) => ({
    key: Object.values(difference).join(' '),
    cells: {
      day: difference.day ? day(difference.day) : t('present'),
      what: <What what={difference.what} />,
      whose: difference.user ? (
        <LinkedAnchor to="/accounts/$uuid" params={{ uuid: difference.user }} size="sm">
          {nameOf(difference.user) ?? t('common:unknownName')}
        </LinkedAnchor>
      ) : (
        t('company')
      ),
      expected: <Value what={difference.what} value={difference.expected} />,
      found: <Value what={difference.what} value={difference.found} />,
    },
  }));
  return (
    <RecordTable
      label={t('differences')}
      columns={[
        { name: 'day', label: t('common:date') },
        { name: 'what', label: t('what') },
        { name: 'whose', label: t('whose') },
        { name: 'expected', label: t('shouldBe') },
        { name: 'found', label: t('isNow') },
      ]}
      rows={rows}
    />
  );
}

function What({ what }: { what: string }) {
  const { t } = useTranslation('books');
  const textKey = textKeyFor(what);
  const adviceKey = adviceKeyFor(what);
  return (
    <>
      {textKey ? t(textKey) : <Code>{what}</Code>}
      {adviceKey && (
        <Text size="xs" c="dimmed">
          {t(adviceKey)}
        </Text>
      )}
    </>
  );
}

function Value({ what, value }: { what: string; value: string }) {
  const { data: currency } = useQuery(currencyQuery);
  const amount = parseAmount(what, value);
  return amount !== undefined && currency ? (
    <Money amount={amount} currency={currency} />
  ) : (
    <Code style={{ overflowWrap: 'anywhere' }}>{value}</Code>
  );
}
