import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Reassignment } from './reassignment-queries.js';

const colors = {
  queued: 'gray',
  running: 'blue',
  waiting_for_performers: 'orange',
  completed: 'teal',
} as const;

/** State badge of a reassignment. */
export function ReassignmentState({ state }: Pick<Reassignment, 'state'>) {
  const { t } = useTranslation('tasks');
  return (
    <Badge variant="light" color={colors[state]}>
      {t(`state_${state}`)}
    </Badge>
  );
}
