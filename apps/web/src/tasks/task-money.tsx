import { Badge, Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { LazyDialog } from '../components/lazy-dialog.js';
import { Money } from '../components/money.js';
import { LoadMore } from '../components/load-more.js';
import { QueryResult } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import { hasRole, useSignedIn } from '../session/use-session.js';
import { PersonName } from './person-name.js';
import { taskPostings, type TaskPosting } from './task-queries.js';

const ReversePosting = lazy(async () => ({ default: (await import('./reverse-posting.js')).ReversePosting }));

/** A task's postings: fees, rewards and reversals (F3). */
export function TaskMoney({ uuid }: { uuid: string }) {
  const { t } = useTranslation('tasks');
  const query = useInfiniteQuery(taskPostings(uuid));
  return (
    <QueryResult query={query} lines={3}>
      {({ pages }) => {
        const [first] = pages;
        if (!first) {
          return <Text c="dimmed">{t('moneyPriceIsComing')}</Text>;
        }
        const postings = pages.flatMap((page) => page?.items ?? []);
        return (
          <Stack gap="sm">
            {postings.length === 0 ? (
              <Text c="dimmed">{t(first.complete ? 'moneyNone' : 'moneyNoneOwn')}</Text>
            ) : (
              <Postings postings={postings} currency={first.currency} />
            )}
            {!first.complete && (
              <Text size="sm" c="dimmed">
                {t('moneyOwn')}
              </Text>
            )}
            <LoadMore query={query} />
          </Stack>
        );
      }}
    </QueryResult>
  );
}

interface PostingsProps {
  postings: readonly TaskPosting[];
  currency: string;
}

function Postings({ postings, currency }: PostingsProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const formats = useFormats();
  const mayReverse = hasRole(useSignedIn(), ['administrator']);
  const [isReversing, reversing] = useDisclosure();
  const [chosen, setChosen] = useState<TaskPosting>();
  const choose = (posting: TaskPosting) => {
    setChosen(posting);
    reversing.open();
  };
  return (
    <>
      <RecordTable
        label={t('money')}
        columns={[
          { name: 'when', label: t('common:when') },
          { name: 'what', label: t('what') },
          { name: 'person', label: t('person') },
          { name: 'bookedOn', label: t('bookedOn') },
          { name: 'amount', label: t('amount'), isNumber: true },
          ...(mayReverse ? [{ name: 'action' as const, label: t('action'), isNumber: true }] : []),
        ]}
        rows={postings.map((posting) => ({
          key: posting.uuid,
          cells: {
            when: formats.instant(posting.occurred_at),
            what: <PostingKind posting={posting} />,
            person: <PersonName person={posting.person} />,
            bookedOn: formats.day(posting.booked_on),
            amount: <Money amount={posting.amount} currency={currency} isChange />,
            action: posting.reversed_by === null && posting.kind !== 'reversal' && (
              <ReverseButton posting={posting} currency={currency} onReverse={choose} />
            ),
          },
        }))}
      />
      <LazyDialog isOpen={isReversing}>
        {chosen && (
          <ReversePosting
            key={chosen.uuid}
            posting={chosen}
            currency={currency}
            isOpen={isReversing}
            onClose={reversing.close}
          />
        )}
      </LazyDialog>
    </>
  );
}

function PostingKind({ posting: { kind, reason, reversed_by } }: { posting: TaskPosting }) {
  const { t } = useTranslation('tasks');
  return (
    <>
      {t(`kind_${kind}`)}
      {reversed_by !== null && (
        <Badge variant="light" color="gray" ms="xs" component="span">
          {t('reversed')}
        </Badge>
      )}
      {reason !== null && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {reason}
        </Text>
      )}
    </>
  );
}

interface ReverseButtonProps {
  posting: TaskPosting;
  currency: string;
  onReverse: (posting: TaskPosting) => void;
}

function ReverseButton({ posting, currency, onReverse }: ReverseButtonProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const formats = useFormats();
  const name = posting.person.name ?? t('common:unknownName');
  const amount = formats.change(posting.amount, currency);
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={t('reverseNamed', { name, amount })}
      onClick={() => onReverse(posting)}
    >
      {t('reverse')}
    </Button>
  );
}
