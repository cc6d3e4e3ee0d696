import { Avatar, Group, Stack, Text } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { shuffle, shuffleSteps } from './shuffled-names.js';
import { TaskPrice } from './task-price.js';
import { performersNamed, taskOf, type Task } from './task-queries.js';

interface DrawnNoticeProps {
  task: Task;
  /** Whether the task was assigned to the current user. */
  isSelf: boolean;
}

/**
 * Reveals whom a task was drawn for: the names of colleagues pass by for about a second and settle on the person, with the
 * fee, the reward and a link to the task. Without the passing names for users who prefer reduced motion.
 */
export function DrawnNotice({ task, isSelf }: DrawnNoticeProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const name = task.assigned_to.name ?? t('common:unknownName');
  const passing = usePassingName(name);
  // Finance sets the price a moment later.
  const { data } = useQuery({ ...taskOf(task.uuid), enabled: task.fee === null });
  const { fee, reward, currency } = data ?? task;
  if (passing !== undefined) {
    return (
      <Group gap="sm" wrap="nowrap" aria-hidden>
        <Face name={passing} />
        <Stack gap={2} miw={0}>
          <Text size="sm">{t('drawing', { title: task.title })}</Text>
          <Text size="lg" fw={600} truncate>
            {passing}
          </Text>
        </Stack>
      </Group>
    );
  }
  return (
    <Group gap="sm" wrap="nowrap">
      <Face name={name} />
      <Stack gap={2} align="flex-start" miw={0}>
        <Text size="sm">{t(isSelf ? 'drawnYou' : 'drawn', { title: task.title, name })}</Text>
        <TaskPrice fee={fee} reward={reward} currency={currency} />
        <LinkedAnchor size="sm" to="/tasks/$uuid" params={{ uuid: task.uuid }}>
          {t('openTask')}
        </LinkedAnchor>
      </Stack>
    </Group>
  );
}

const Face = ({ name }: { name: string }) => (
  <Avatar name={name} variant="light" color="cyan" size={44} aria-hidden />
);

/** The name that passes by right now; undefined once the draw has settled on `name`. */
function usePassingName(name: string): string | undefined {
  // Loaded with the dialog already, as a rule. Without them, the draw is not animated.
  const { data, failureReason, isPending } = useQuery(performersNamed(''));
  const prefersReducedMotion = useReducedMotion(undefined, { getInitialValueInEffect: false });
  const names = useMemo(
    () =>
      shuffle(
        (data?.items ?? []).map((performer) => performer.name),
        name,
      ),
    [data, name],
  );
  const [step, setStep] = useState(0);
  const isWaiting = isPending && failureReason === null && !prefersReducedMotion;
  const isOver = !isWaiting && (prefersReducedMotion || names.length === 0 || step >= shuffleSteps.length);
  useEffect(() => {
    if (isWaiting || isOver) {
      return undefined;
    }
    const timer = setTimeout(() => setStep(step + 1), shuffleSteps[step]);
    return () => clearTimeout(timer);
  }, [isWaiting, isOver, step]);
  if (isOver) {
    return undefined;
  }
  return isWaiting ? '…' : step === shuffleSteps.length - 1 ? name : names[step % names.length];
}
