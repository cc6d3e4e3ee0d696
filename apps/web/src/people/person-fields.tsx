import { Checkbox, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { allRoles, type Role } from '../session/roles.js';

interface TextFieldProps {
  value: string;
  error?: ReactNode;
  onChange: (value: string) => void;
}

/** Input for a person's name. */
export function NameInput({ onChange, ...props }: TextFieldProps) {
  const { t } = useTranslation('people');
  return (
    <TextInput
      label={t('name')}
      required
      maxLength={200}
      autoComplete="off"
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      {...props}
    />
  );
}

/** Input for a person's e-mail address. */
export function EmailInput({ onChange, ...props }: TextFieldProps) {
  const { t } = useTranslation('people');
  return (
    <TextInput
      // Not type="email": browsers reject non-ASCII letters and quotes before the @.
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      label={t('email')}
      required
      maxLength={254}
      autoComplete="off"
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      {...props}
    />
  );
}

interface RolesInputProps {
  value: readonly Role[];
  error?: ReactNode;
  onChange: (roles: Role[]) => void;
}

/** Checkboxes for a person's roles, each with a description. */
export function RolesInput({ value, error, onChange }: RolesInputProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  return (
    <Checkbox.Group
      label={t('roles')}
      required
      value={[...value]}
      error={error}
      onChange={(chosen) => onChange(allRoles.filter((role) => chosen.includes(role)))}
    >
      <Stack gap="xs" my="xs">
        {allRoles.map((role) => (
          <Checkbox
            key={role}
            value={role}
            label={common(`role_${role}`)}
            description={t(`role_${role}_about`)}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
