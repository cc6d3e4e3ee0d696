import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PersonStatus } from './people-search.js';

const colors = { active: 'teal', never_signed_in: 'yellow', deleted: 'gray' } as const;

/** Whether a person has ever signed in, or was deleted. */
export function PersonStatusBadge({ status }: { status: PersonStatus }) {
  const { t } = useTranslation('people');
  return (
    <Badge variant="dot" color={colors[status]} tt="none" fw={500}>
      {t(`status_${status}`)}
    </Badge>
  );
}
