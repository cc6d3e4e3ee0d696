import { List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Role } from '../session/roles.js';
import type { RoleConsequence } from './role-change.js';

interface RoleConsequencesProps {
  name: string;
  chosen: readonly Role[];
  consequences: readonly RoleConsequence[];
  /** Undefined if the request for it failed. */
  openTasks: number | undefined;
}

/** What new roles of a person mean. */
export function RoleConsequences({ name, chosen, consequences, openTasks }: RoleConsequencesProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const roles = chosen.map((role) => common(`role_${role}`)).join(', ');
  const explanations: Record<RoleConsequence, string> = {
    'stops-performing':
      openTasks === undefined ? t('tasksNotKnown') : t('means_stopsPerforming', { name, count: openTasks }),
    'begins-performing': t('means_beginsPerforming', { name }),
    'gains-administration': t('means_gainsAdministration', { name }),
    'loses-administration': t('means_losesAdministration', { name }),
  };
  return (
    <Stack gap="xs">
      <Text>{t('means_onlyRoles', { name, roles })}</Text>
      {consequences.length > 0 && (
        <List spacing="xs">
          {consequences.map((consequence) => (
            <List.Item key={consequence}>{explanations[consequence]}</List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
