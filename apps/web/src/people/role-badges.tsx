import { Badge, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { allRoles, type Role } from '../session/roles.js';

/** A person's roles as badges, always in the same order. */
export function RoleBadges({ roles }: { roles: readonly Role[] }) {
  const { t } = useTranslation();
  return (
    <Group gap={6}>
      {allRoles
        .filter((role) => roles.includes(role))
        .map((role) => (
          <Badge key={role} variant={role === 'administrator' ? 'filled' : 'default'} tt="none">
            {t(`role_${role}`)}
          </Badge>
        ))}
    </Group>
  );
}
