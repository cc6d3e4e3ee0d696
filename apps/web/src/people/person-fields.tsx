import { Checkbox, JsonInput, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { allRoles, type Role } from '../session/roles.js';

export interface PersonFieldValues {
  name: string;
  email: string;
  /** A JSON object, or nothing. */
  details: string;
}

/** What a person is called, is reached by, and whatever else is kept of them. */
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
        // A browser's field for e-mail takes no letters of other scripts before the @, and no quotes.
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

/** Which roles a person has, and what each lets them do. */
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
