import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { responseData, auth, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { Confirmation } from '../components/confirmation.js';
import { notifyDone } from '../components/notify.js';
import { session } from '../session/session.js';
import type { Role } from '../session/roles.js';
import { peopleKey, taskCountsOf, type PersonData } from './people-queries.js';
import { RolesInput } from './person-fields.js';
import { consequencesOf, type RoleConsequence } from './role-change.js';
import { Section } from '../components/section.js';

interface PersonRolesProps {
  person: PersonData;
  isSelf: boolean;
}

/** Changes a person's roles, after a dialog that explains the consequences. */
export function PersonRoles({ person, isSelf }: PersonRolesProps) {
  const { t } = useTranslation('people');
  const [chosen, setChosen] = useState<readonly Role[]>(person.roles);
  const [isConfirming, { open, close }] = useDisclosure();
  const changing = useCommand({
    send: (roles: Role[], key) =>
      responseData(
        auth.PATCH('/users/{uuid}', {
          body: { roles },
          params: { path: { uuid: person.uuid }, header: idempotencyHeader(key) },
        }),
      ),
    changes: [peopleKey, ['tasks', 'tasks']],
  });
  useEffect(() => setChosen(person.roles), [person.changed_at]);
  const consequences = consequencesOf(person.roles, chosen);
  const counts = useQuery({ ...taskCountsOf(person.uuid), refetchOnMount: 'always' });
  const openConfirmation = () => {
    changing.resetError();
    open();
  };
  const change = async () => {
    try {
      await changing.run([...chosen]);
    } catch {
      return;
    }
    close();
    await notifyDone(t('saved'));
    if (isSelf) {
      // The UI shows what the token's roles allow.
      await session.forceRenew();
    }
  };
  return (
    <Section title={t('roles')} about={t('rolesAbout')}>
      <RolesInput value={chosen} error={chosen.length === 0 && t('rolesNeeded')} onChange={setChosen} />
      <Group justify="flex-end">
        <Button disabled={!consequences || chosen.length === 0} onClick={openConfirmation}>
          {t('saveRoles')}
        </Button>
      </Group>
      <Confirmation
        isOpen={isConfirming}
        title={t('changeRolesTitle', { name: person.name })}
        action={t('changeRoles')}
        isDangerous={consequences?.includes('stops-performing') || isSelf}
        isReady={!counts.isPending}
        isRunning={changing.isRunning}
        error={changing.error}
        onConfirm={() => void change()}
        onClose={close}
      >
        <Consequences
          name={person.name}
          chosen={chosen}
          consequences={consequences ?? []}
          openTasks={counts.data?.unfinished}
        />
        {isSelf && consequences?.includes('loses-administration') && (
          <Alert color="red">{t('losesOwnAdministration')}</Alert>
        )}
      </Confirmation>
    </Section>
  );
}

interface ConsequencesProps {
  name: string;
  chosen: readonly Role[];
  consequences: readonly RoleConsequence[];
  /** Undefined if the request for it failed. */
  openTasks: number | undefined;
}

function Consequences({ name, chosen, consequences, openTasks }: ConsequencesProps) {
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
