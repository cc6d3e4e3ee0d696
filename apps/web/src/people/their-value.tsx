import { Anchor, Code, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonData } from './people-queries.js';
import type { PersonField } from './person-draft.js';
import { RoleBadges } from './role-badges.js';

interface TheirValueProps {
  person: PersonData;
  field: PersonField;
  onTake: () => void;
}

/** What someone else has set a field to while it was edited, and a button that takes it. */
export function TheirValue({ person, field, onTake }: TheirValueProps) {
  const { t } = useTranslation('people');
  const values: Record<PersonField, ReactNode> = {
    name: person.name,
    email: person.email,
    roles: <RoleBadges roles={person.roles} />,
    details: <Code block>{JSON.stringify(person.details, undefined, 2)}</Code>,
  };
  return (
    <Group gap="xs" mt={-8} align="baseline" role="group" aria-label={t('theirValueOf', { field: t(field) })}>
      <Text size="sm" c="dimmed">
        {t('theirValue')}
      </Text>
      <Text size="sm" component="div">
        {values[field]}
      </Text>
      <Anchor component="button" type="button" size="sm" onClick={onTake}>
        {t('takeTheirs')}
      </Anchor>
    </Group>
  );
}
