import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { responseData, auth, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { notifyDone } from '../components/notify.js';
import { parseDetails, formatDetails, type Details } from './details.js';
import { peopleKey, type PersonData } from './people-queries.js';
import { PersonFields, type PersonFieldValues } from './person-fields.js';
import { isFormError, fieldErrors } from './field-errors.js';
import { Section } from '../components/section.js';

interface Change {
  name: string;
  email: string;
  details: Details;
}

const valuesOf = ({ name, email, details }: PersonData): PersonFieldValues => ({
  name,
  email,
  details: formatDetails(details),
});

/** Form for a person's name, e-mail address and free-form details. */
export function PersonDataForm({ person }: { person: PersonData }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const saving = useCommand({
    send: (body: Change, key) =>
      responseData(
        auth.PATCH('/users/{uuid}', {
          body,
          params: { path: { uuid: person.uuid }, header: idempotencyHeader(key) },
        }),
      ),
    changes: [peopleKey],
  });
  const form = useForm<PersonFieldValues>({
    initialValues: valuesOf(person),
    validate: {
      name: (name) => (name.trim() === '' ? t('nameNeeded') : null),
      email: (email) => (email.trim() === '' ? t('emailNeeded') : null),
      details: (details) => (parseDetails(details) === undefined ? t('detailsWrong') : null),
    },
  });
  useEffect(() => {
    // Show changes made elsewhere, unless the form has unsaved edits.
    if (!form.isDirty()) {
      form.setInitialValues(valuesOf(person));
      form.reset();
    }
  }, [person.changed_at]);
  const save = async ({ name, email, details }: PersonFieldValues) => {
    try {
      const saved = await saving.run({ name, email, details: parseDetails(details) ?? {} });
      form.setInitialValues(valuesOf(saved));
      form.reset();
      await notifyDone(t('saved'));
    } catch (error) {
      form.setErrors(fieldErrors(error));
    }
  };
  return (
    <Section title={t('personData')}>
      <form noValidate onSubmit={form.onSubmit((values) => void save(values))}>
        <Stack gap="md">
          <PersonFields form={form} />
          {isFormError(saving.error) && <ProblemAlert error={saving.error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={saving.isRunning} disabled={!form.isDirty()}>
              {common('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
