import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import type { EntryWithBalance } from './account-days.js';
import type { AuditLogEntry } from './account-queries.js';

interface StatementEntriesProps {
  /** Newest first. */
  entries: readonly EntryWithBalance[];
  /** The balance before the earliest entry; left out while earlier entries are not loaded. */
  opening?: number;
  currency: string;
  label: string;
  onReverse?: (entry: AuditLogEntry) => void;
}

/** An account's audit log entries, newest first, followed by the opening balance. */
export function StatementEntries({ entries, opening, currency, label, onReverse }: StatementEntriesProps) {
  const { t } = useTranslation(['money', 'common']);
  const reversed = new Set(entries.map(({ reverses }) => reverses));
  return (
    <Table aria-label={label} verticalSpacing="sm" layout="auto">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" visibleFrom="sm">
            {t('common:when')}
          </Table.Th>
          <Table.Th scope="col">{t('what')}</Table.Th>
          <Table.Th scope="col" ta="right">
            {t('amount')}
          </Table.Th>
          <Table.Th scope="col" ta="right">
            {t('balanceAfter')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <EntryRow
            key={entry.uuid}
            entry={entry}
            isReversed={reversed.has(entry.uuid)}
            currency={currency}
            onReverse={onReverse}
          />
        ))}
        {opening !== undefined && (
          <Table.Tr>
            <Table.Td visibleFrom="sm" />
            <Table.Th scope="row" fw={500}>
              {t('openingBalance')}
            </Table.Th>
            <Table.Td />
            <Table.Td ta="right">
              <Money amount={opening} currency={currency} />
            </Table.Td>
          </Table.Tr>
        )}
      </Table.Tbody>
    </Table>
  );
}

interface EntryRowProps {
  entry: EntryWithBalance;
  isReversed: boolean;
  currency: string;
  onReverse?: (entry: AuditLogEntry) => void;
}

const isReversible = ({ kind }: AuditLogEntry): boolean => kind === 'fee' || kind === 'reward';

function EntryRow({ entry, isReversed, currency, onReverse }: EntryRowProps) {
  const { t } = useTranslation('money');
  const { instant } = useFormats();
  const when = <time dateTime={entry.occurred_at}>{instant(entry.occurred_at)}</time>;
  return (
    <Table.Tr>
      <Table.Td visibleFrom="sm" c="dimmed" style={{ whiteSpace: 'nowrap', verticalAlign: 'top' }}>
        {when}
      </Table.Td>
      <Table.Td>
        <Stack gap={2} align="flex-start">
          <Group gap="xs">
            <Text inherit fw={500}>
              {t(`kind_${entry.kind}`)}
            </Text>
            {isReversed && (
              <Badge variant="light" color="grape" size="sm" tt="none">
                {t('isReversed')}
              </Badge>
            )}
          </Group>
          {entry.task && <TaskLink task={entry.task} />}
          {entry.reason !== null && (
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {t('because', { reason: entry.reason })}
            </Text>
          )}
          <Text size="sm" c="dimmed" hiddenFrom="sm">
            {when}
          </Text>
          {onReverse && isReversible(entry) && !isReversed && (
            <Button
              className="screen-only"
              variant="subtle"
              size="compact-sm"
              ml={-8}
              onClick={() => onReverse(entry)}
            >
              {t('reverse')}
            </Button>
          )}
        </Stack>
      </Table.Td>
      <Table.Td ta="right" fw={600} style={{ verticalAlign: 'top' }}>
        <Money amount={entry.amount} currency={currency} isChange />
      </Table.Td>
      <Table.Td ta="right" style={{ verticalAlign: 'top' }}>
        <Money amount={entry.balance} currency={currency} />
      </Table.Td>
    </Table.Tr>
  );
}

/** A link to a task, with its tracker key and title. */
function TaskLink({ task }: { task: NonNullable<AuditLogEntry['task']> }) {
  const { t } = useTranslation('money');
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {task.jira_id !== null && (
        <Text span inherit c="dimmed" mr={4} style={{ whiteSpace: 'nowrap' }}>
          {task.jira_id}
        </Text>
      )}{' '}
      <LinkedAnchor to="/tasks/$uuid" params={{ uuid: task.uuid }} inherit>
        {task.title ?? t('taskNotKnown')}
      </LinkedAnchor>
    </Text>
  );
}
