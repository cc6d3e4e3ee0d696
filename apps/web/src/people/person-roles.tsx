import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, auth, once } from '../api/clients.js';
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
  isOneself: boolean;
}

/** Changes the roles of a person, and says before what that means. */
export function PersonRoles({ person, isOneself }: PersonRolesProps) {
  const { t } = useTranslation('people');
  const [chosen, setChosen] = useState<readonly Role[]>(person.roles);
  const [isAsking, { open, close }] = useDisclosure();
  const changing = useCommand({
    send: (roles: Role[], key) =>
      answerOf(
        auth.PATCH('/users/{uuid}', {
          body: { roles },
          params: { path: { uuid: person.uuid }, header: once(key) },
        }),
      ),
    changes: [peopleKey, ['tasks', 'tasks']],
  });
  useEffect(() => setChosen(person.roles), [person.changed_at]);
  const consequences = consequencesOf(person.roles, chosen);
  const counts = useQuery({ ...taskCountsOf(person.uuid), refetchOnMount: 'always' });
  const ask = () => {
    changing.forgetError();
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
    if (isOneself) {
      // What this page offers follows the token.
      await session.renewAnew();
    }
  };
  return (
    <Section title={t('roles')} about={t('rolesAbout')}>
      <RolesInput value={chosen} error={chosen.length === 0 && t('rolesNeeded')} onChange={setChosen} />
      <Group justify="flex-end">
        <Button disabled={!consequences || chosen.length === 0} onClick={ask}>
          {t('saveRoles')}
        </Button>
      </Group>
      <Confirmation
        isOpen={isAsking}
        title={t('changeRolesTitle', { name: person.name })}
        action={t('changeRoles')}
        isDangerous={consequences?.includes('stops-performing') || isOneself}
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
        {isOneself && consequences?.includes('loses-administration') && (
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
  /** Undefined when it could not be found out. */
  openTasks: number | undefined;
}

function Consequences({ name, chosen, consequences, openTasks }: ConsequencesProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const roles = chosen.map((role) => common(`role_${role}`)).join(', ');
  const means: Record<RoleConsequence, string> = {
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
            <List.Item key={consequence}>{means[consequence]}</List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
