import { Badge, Button, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { LazyDialog } from '../components/lazy-dialog.js';
import { Money } from '../components/money.js';
import { LoadMore } from '../components/load-more.js';
import { QueryResult } from '../components/query-result.js';
import { ScrollableTable } from '../components/scrollable-table.js';
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
  const mayReverse = hasRole(useSignedIn(), ['administrator']);
  const [isReversing, reversing] = useDisclosure();
  const [chosen, setChosen] = useState<TaskPosting>();
  const choose = (posting: TaskPosting) => {
    setChosen(posting);
    reversing.open();
  };
  return (
    <>
      <ScrollableTable label={t('money')} minWidth={560}>
        <Table aria-label={t('money')} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('common:when')}</Table.Th>
              <Table.Th scope="col">{t('what')}</Table.Th>
              <Table.Th scope="col">{t('person')}</Table.Th>
              <Table.Th scope="col">{t('bookedOn')}</Table.Th>
              <Table.Th scope="col" ta="end">
                {t('amount')}
              </Table.Th>
              {mayReverse && (
                <Table.Th scope="col">
                  <VisuallyHidden>{t('action')}</VisuallyHidden>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {postings.map((posting) => (
              <Posting
                key={posting.uuid}
                posting={posting}
                currency={currency}
                mayReverse={mayReverse}
                onReverse={choose}
              />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollableTable>
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

interface PostingProps {
  posting: TaskPosting;
  currency: string;
  mayReverse: boolean;
  onReverse: (posting: TaskPosting) => void;
}

function Posting({ posting, currency, mayReverse, onReverse }: PostingProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const formats = useFormats();
  const isReversed = posting.reversed_by !== null;
  const name = posting.person.name ?? t('common:unknownName');
  const amount = formats.change(posting.amount, currency);
  return (
    <Table.Tr>
      <Table.Td>{formats.instant(posting.occurred_at)}</Table.Td>
      <Table.Td>
        {t(`kind_${posting.kind}`)}
        {isReversed && (
          <Badge variant="light" color="gray" ms="xs" component="span">
            {t('reversed')}
          </Badge>
        )}
        {posting.reason !== null && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {posting.reason}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <PersonName person={posting.person} />
      </Table.Td>
      <Table.Td>{formats.day(posting.booked_on)}</Table.Td>
      <Table.Td ta="end">
        <Money amount={posting.amount} currency={currency} isChange />
      </Table.Td>
      {mayReverse && (
        <Table.Td ta="end">
          {!isReversed && posting.kind !== 'reversal' && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('reverseNamed', { name, amount })}
              onClick={() => onReverse(posting)}
            >
              {t('reverse')}
            </Button>
          )}
        </Table.Td>
      )}
    </Table.Tr>
  );
}
