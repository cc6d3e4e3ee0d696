import { Checkbox, JsonInput, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { allRoles, type Role } from '../session/roles.js';

export interface PersonFieldValues {
  name: string;
  email: string;
  /** A JSON object, or empty. */
  details: string;
}

/** Inputs for a person's name, e-mail address and free-form details. */
export function PersonFields<Values extends PersonFieldValues>({
  form,
}: {
  form: UseFormReturnType<Values>;
}) {
  const { t } = useTranslation('people');
  return (
    <>
      <TextInput
        label={t('name')}
        required
        maxLength={200}
        autoComplete="off"
        {...form.getInputProps('name')}
      />
      <TextInput
        // Not type="email": browsers reject non-ASCII letters and quotes before the @.
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        label={t('email')}
        required
        maxLength={254}
        autoComplete="off"
        {...form.getInputProps('email')}
      />
      <JsonInput
        label={t('details')}
        description={t('detailsAbout')}
        formatOnBlur
        autosize
        minRows={2}
        maxRows={10}
        {...form.getInputProps('details')}
      />
    </>
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
