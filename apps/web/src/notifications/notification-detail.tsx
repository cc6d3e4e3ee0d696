import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { managementRoles } from '../session/roles.js';
import { hasRole, useSignedIn } from '../session/use-session.js';
import { taskOf } from '../tasks/task-queries.js';
import { TaskPrice } from '../tasks/task-price.js';
import type { Notification } from './notification-queries.js';

interface NotificationDetailProps {
  notification: Notification;
  /** Whether it has just arrived, so that the price of its task may still be missing. */
  isNew?: boolean;
}

/** What a notification is about: the task with its fee and reward, or what a reassignment meant for the user. */
export function NotificationDetail({
  notification: { task, kind, reassignment },
  isNew,
}: NotificationDetailProps) {
  if (reassignment) {
    return <Summary {...reassignment} />;
  }
  return task && <NotifiedTask task={task} isOwn={kind === 'assigned'} isNew={isNew ?? false} />;
}

interface NotifiedTaskProps {
  task: NonNullable<Notification['task']>;
  isOwn: boolean;
  isNew: boolean;
}

function NotifiedTask({ task, isOwn, isNew }: NotifiedTaskProps) {
  // A card outlives the answer it came with, so it follows the task itself.
  const { data } = useQuery({ ...taskOf(task.uuid), enabled: isNew && isOwn && task.fee === null });
  const { fee, reward, currency } = data ?? task;
  return (
    <Stack gap={2}>
      <Group gap={6} wrap="nowrap" align="baseline">
        {task.jira_id !== null && (
          <Text span size="xs" c="dimmed" className="figures">
            {task.jira_id}
          </Text>
        )}
        <LinkedAnchor size="sm" lineClamp={2} to="/tasks/$uuid" params={{ uuid: task.uuid }}>
          {task.title}
        </LinkedAnchor>
      </Group>
      {isOwn && <TaskPrice fee={fee} reward={reward} currency={currency} />}
    </Stack>
  );
}

type SummaryProps = NonNullable<Notification['reassignment']>;

/** “3 tasks came, 2 went”, and what that cost. */
function Summary({ id, came, went, stayed, fees, unpriced }: SummaryProps) {
  const { t } = useTranslation('notifications');
  const { change, number } = useFormats();
  const managesTasks = hasRole(useSignedIn(), managementRoles);
  const moves = [
    ...(came > 0 ? [t('came', { count: came, number: number(came) })] : []),
    ...(went > 0 ? [t('went', { count: went, number: number(went) })] : []),
    ...(stayed > 0 ? [t('stayed', { count: stayed, number: number(stayed) })] : []),
  ].join(', ');
  return (
    <Stack gap={2}>
      {managesTasks ? (
        <LinkedAnchor size="sm" to="/reassignments/$id" params={{ id }}>
          {moves}
        </LinkedAnchor>
      ) : (
        <LinkedAnchor size="sm" to="/tasks" search={{ whose: 'mine' }}>
          {moves}
        </LinkedAnchor>
      )}
      <Text size="xs" c="dimmed" className="figures">
        {fees.map(({ amount, currency }) => change(-amount, currency)).join(', ')}
        {fees.length > 0 && unpriced > 0 && ' · '}
        {unpriced > 0 && t('unpriced', { count: unpriced, number: number(unpriced) })}
      </Text>
    </Stack>
  );
}
