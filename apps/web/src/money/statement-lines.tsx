import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import type { LineWithBalance } from './account-days.js';
import type { Line } from './account-queries.js';

interface StatementLinesProps {
  /** Newest first. */
  lines: readonly LineWithBalance[];
  /** The balance before the earliest line; left out while there are earlier lines than those shown. */
  opening?: number;
  currency: string;
  label: string;
  onReverse?: (line: Line) => void;
}

/** Lines of an account, newest first, down to the balance that they began with. */
export function StatementLines({ lines, opening, currency, label, onReverse }: StatementLinesProps) {
  const { t } = useTranslation(['money', 'common']);
  const reversed = new Set(lines.map(({ reverses }) => reverses));
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
        {lines.map((line) => (
          <LineRow
            key={line.uuid}
            line={line}
            isReversed={reversed.has(line.uuid)}
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

interface LineRowProps {
  line: LineWithBalance;
  isReversed: boolean;
  currency: string;
  onReverse?: (line: Line) => void;
}

const isReversible = ({ kind }: Line): boolean => kind === 'fee' || kind === 'reward';

function LineRow({ line, isReversed, currency, onReverse }: LineRowProps) {
  const { t } = useTranslation('money');
  const { instant } = useFormats();
  const when = <time dateTime={line.occurred_at}>{instant(line.occurred_at)}</time>;
  return (
    <Table.Tr>
      <Table.Td visibleFrom="sm" c="dimmed" style={{ whiteSpace: 'nowrap', verticalAlign: 'top' }}>
        {when}
      </Table.Td>
      <Table.Td>
        <Stack gap={2} align="flex-start">
          <Group gap="xs">
            <Text inherit fw={500}>
              {t(`kind_${line.kind}`)}
            </Text>
            {isReversed && (
              <Badge variant="light" color="grape" size="sm" tt="none">
                {t('isReversed')}
              </Badge>
            )}
          </Group>
          {line.task && <TaskLink task={line.task} />}
          {line.reason !== null && (
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {t('because', { reason: line.reason })}
            </Text>
          )}
          <Text size="sm" c="dimmed" hiddenFrom="sm">
            {when}
          </Text>
          {onReverse && isReversible(line) && !isReversed && (
            <Button variant="subtle" size="compact-sm" ml={-8} onClick={() => onReverse(line)}>
              {t('reverse')}
            </Button>
          )}
        </Stack>
      </Table.Td>
      <Table.Td ta="right" fw={600} style={{ verticalAlign: 'top' }}>
        <Money amount={line.amount} currency={currency} isChange />
      </Table.Td>
      <Table.Td ta="right" style={{ verticalAlign: 'top' }}>
        <Money amount={line.balance} currency={currency} />
      </Table.Td>
    </Table.Tr>
  );
}

/** A task by its key and title. */
function TaskLink({ task }: { task: NonNullable<Line['task']> }) {
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
