import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { responseData, idempotencyHeader, tasks } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { Confirmation } from '../components/confirmation.js';
import { useFormats } from '../components/formats.js';
import { useOpenAfterMount } from '../components/lazy-dialog.js';
import { QueryResult } from '../components/query-result.js';
import { reassignmentPreview, reassignmentsKey, type ReassignmentPreview } from './reassignment-queries.js';
import { moneyKey, tasksKey } from './task-queries.js';

interface ReassignAllProps {
  isOpen: boolean;
  onClose: () => void;
}

/** Dialog that previews the fees of reassigning all open tasks, starts it, and opens its progress page (T4). */
export function ReassignAll({ isOpen, onClose }: ReassignAllProps) {
  const { t } = useTranslation('tasks');
  const navigate = useNavigate();
  const preview = useQuery({ ...reassignmentPreview(), enabled: isOpen });
  const count = preview.data?.tasks;
  const reassign = useCommand({
    send: (_: undefined, key) =>
      responseData(tasks.PUT('/tasks/reassign', { headers: idempotencyHeader(key) })),
    changes: [reassignmentsKey, tasksKey, moneyKey],
  });
  const close = () => {
    reassign.resetError();
    onClose();
  };
  const confirm = async () => {
    const requested = await reassign.run(undefined).catch(() => undefined);
    if (requested) {
      close();
      await navigate({ to: '/reassignments/$id', params: { id: requested.id } });
    }
  };
  return (
    <Confirmation
      isOpen={useOpenAfterMount(isOpen)}
      title={t('reassignAll')}
      action={t('reassignNow')}
      isReady={count !== undefined && count > 0}
      isRunning={reassign.isRunning}
      error={reassign.error}
      onConfirm={() => void confirm()}
      onClose={close}
    >
      <QueryResult query={preview} lines={2}>
        {(charges) => (
          <Stack gap="xs">
            <Charges {...charges} />
            <Text>{t('reassignDetail')}</Text>
          </Stack>
        )}
      </QueryResult>
    </Confirmation>
  );
}

function Charges({ tasks: count, unpriced, fees }: ReassignmentPreview) {
  const { t } = useTranslation('tasks');
  const { number, money } = useFormats();
  const sums = fees.map(({ currency, amount }) => money(amount, currency)).join(' + ');
  return (
    <>
      <Text fw={600}>
        {sums === ''
          ? t('reassignCount', { count, number: number(count) })
          : t('reassignCharges', { count, number: number(count), fees: sums })}
      </Text>
      {unpriced > 0 && <Text>{t('reassignUnpriced', { count: unpriced, number: number(unpriced) })}</Text>}
    </>
  );
}
