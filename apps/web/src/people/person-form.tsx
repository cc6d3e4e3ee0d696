import { Alert, Button, Group, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { responseData, auth, idempotencyHeader } from '../api/clients.js';
import { Problem } from '../api/problem.js';
import { Confirmation } from '../components/confirmation.js';
import { notifyDone } from '../components/notify.js';
import { fieldErrors, isFormError } from '../components/field-errors.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Section } from '../components/section.js';
import { UnsavedEdits } from '../components/unsaved-edits.js';
import { useCommand } from '../data/queries.js';
import type { Role } from '../session/roles.js';
import { session } from '../session/session.js';
import { detailsOf } from './details.js';
import { DetailsInput } from './details-input.js';
import { peopleKey, taskCountsOf, type PersonData } from './people-queries.js';
import { changeOf, type PersonField } from './person-draft.js';
import { EmailInput, NameInput, RolesInput } from './person-fields.js';
import { RoleConsequences } from './role-consequences.js';
import { consequencesOf } from './role-change.js';
import { TheirValue } from './their-value.js';
import { usePersonDraft } from './use-person-draft.js';

interface PersonFormProps {
  person: PersonData;
  isSelf: boolean;
}

type Errors = Partial<Record<PersonField, ReactNode>>;

type Change = ReturnType<typeof changeOf>;

/**
 * A person's name, e-mail address, roles and details, saved together. A change of roles is confirmed first, with its
 * consequences. Others' changes meanwhile are taken over; where both changed a field, the person who edits decides.
 */
export function PersonForm({ person, isSelf }: PersonFormProps) {
  const { t, i18n } = useTranslation(['people', 'common']);
  const { draft, base, conflicts, isEdited, edit, takeTheirs, restart } = usePersonDraft(person);
  const [errors, setErrors] = useState<Errors>({});
  const [isConfirming, confirmation] = useDisclosure();
  const form = useRef<HTMLFormElement>(null);
  const saving = useCommand({
    send: (change: Change, key) =>
      responseData(
        auth.PATCH('/users/{uuid}', {
          body: { ...change, unchanged_since: base.changed_at },
          params: { path: { uuid: person.uuid }, header: idempotencyHeader(key) },
        }),
      ),
    changes: [peopleKey, ['tasks', 'tasks']],
  });
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [errors]);

  const change = (field: PersonField, value: Partial<typeof draft>) => {
    edit(value);
    setErrors((before) => (before[field] === undefined ? before : { ...before, [field]: undefined }));
  };
  const save = async () => {
    const changed = changeOf(draft, base);
    try {
      restart(await saving.run(changed));
    } catch (error) {
      setErrors(fieldErrors(error, i18n));
      return;
    } finally {
      confirmation.close();
    }
    await notifyDone(t('saved'));
    if (isSelf && changed.roles) {
      // The UI shows what the token's roles allow.
      await session.forceRenew();
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.resetError();
    const wrong: Errors = {
      ...(draft.name.trim() === '' ? { name: t('nameNeeded') } : {}),
      ...(draft.email.trim() === '' ? { email: t('emailNeeded') } : {}),
      ...(draft.roles.length === 0 ? { roles: t('rolesNeeded') } : {}),
      ...(detailsOf(draft.details) === undefined ? { details: t('detailsWrong') } : {}),
    };
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) {
      return;
    }
    if (consequencesOf(base.roles, draft.roles)) {
      confirmation.open();
    } else {
      void save();
    }
  };
  const discard = () => {
    restart(base);
    setErrors({});
    saving.resetError();
  };
  const theirs = (field: PersonField) =>
    conflicts.includes(field) && <TheirValue person={base} field={field} onTake={() => takeTheirs(field)} />;
  const isOutdated = saving.error instanceof Problem && saving.error.code === 'user-changed';
  return (
    <Section title={t('personData')}>
      <form ref={form} noValidate onSubmit={submit}>
        <Stack gap="md">
          <NameInput value={draft.name} error={errors.name} onChange={(name) => change('name', { name })} />
          {theirs('name')}
          <EmailInput
            value={draft.email}
            error={errors.email}
            onChange={(email) => change('email', { email })}
          />
          {theirs('email')}
          <RolesInput
            value={draft.roles}
            error={errors.roles}
            onChange={(roles) => change('roles', { roles })}
          />
          {theirs('roles')}
          <DetailsInput
            rows={draft.details}
            error={errors.details}
            onChange={(details) => change('details', { details })}
          />
          {theirs('details')}
          {(isOutdated || conflicts.length > 0) && (
            <Alert color="yellow" role="alert" title={t('changedMeanwhile', { name: base.name })}>
              {t('changedMeanwhileDetail')}
            </Alert>
          )}
          {isFormError(saving.error, i18n) && !isOutdated && <ProblemAlert error={saving.error} />}
          <Group justify="flex-end" gap="sm">
            {isEdited && (
              <Button variant="subtle" onClick={discard}>
                {t('discard')}
              </Button>
            )}
            <Button type="submit" loading={saving.isRunning} disabled={!isEdited}>
              {t('common:save')}
            </Button>
          </Group>
        </Stack>
      </form>
      <UnsavedEdits isEdited={isEdited} subject={base.name} />
      <RolesConfirmation
        person={base}
        roles={draft.roles}
        isSelf={isSelf}
        isOpen={isConfirming}
        isRunning={saving.isRunning}
        onConfirm={() => void save()}
        onClose={confirmation.close}
      />
    </Section>
  );
}

interface RolesConfirmationProps extends PersonFormProps {
  roles: readonly Role[];
  isOpen: boolean;
  isRunning: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Explains what new roles mean before they are saved. */
function RolesConfirmation({ person, roles, isSelf, ...dialog }: RolesConfirmationProps) {
  const { t } = useTranslation('people');
  const consequences = consequencesOf(person.roles, roles) ?? [];
  const counts = useQuery({ ...taskCountsOf(person.uuid), refetchOnMount: 'always' });
  return (
    <Confirmation
      {...dialog}
      title={t('changeRolesTitle', { name: person.name })}
      action={t('changeRoles')}
      isDangerous={consequences.includes('stops-performing') || isSelf}
      isReady={!counts.isPending}
      error={null}
    >
      <RoleConsequences
        name={person.name}
        chosen={roles}
        consequences={consequences}
        openTasks={counts.data?.unfinished}
      />
      {isSelf && consequences.includes('loses-administration') && (
        <Alert color="red">{t('losesOwnAdministration')}</Alert>
      )}
    </Confirmation>
  );
}
