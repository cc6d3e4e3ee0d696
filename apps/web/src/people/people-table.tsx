import { Badge, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Initials } from '../components/initials.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { RecordTable } from '../components/record-table.js';
import { RelativeTime } from '../components/relative-time.js';
import { useSignedIn } from '../session/use-session.js';
import type { PersonData } from './people-queries.js';
import { PersonStatusBadge } from './person-status.js';
import { RoleBadges } from './role-badges.js';

/** People with their roles and sign-ins. */
export function PeopleTable({ people }: { people: readonly PersonData[] }) {
  const { t } = useTranslation(['people', 'common']);
  // Someone who moves between two pages of a list that changes can be on both.
  const byId = new Map(people.map((person) => [person.uuid, person]));
  const rows = [...byId.values()].map((person) => ({
    key: person.uuid,
    cells: {
      name: <PersonLink person={person} />,
      email: person.email,
      roles: <RoleBadges roles={person.roles} />,
      status: <PersonStatusBadge status={person.status} />,
      lastSignIn: person.last_sign_in_at !== null && <RelativeTime instant={person.last_sign_in_at} />,
    },
  }));
  return (
    <RecordTable
      label={t('common:place_people')}
      columns={[
        { name: 'name', label: t('name') },
        { name: 'email', label: t('email') },
        { name: 'roles', label: t('roles') },
        { name: 'status', label: t('status') },
        { name: 'lastSignIn', label: t('lastSignIn') },
      ]}
      rows={rows}
    />
  );
}

/** Deleted people have no page of their own, but their account remains. */
function PersonLink({ person: { uuid, name, status } }: { person: PersonData }) {
  const { t } = useTranslation('people');
  const isSelf = useSignedIn().id === uuid;
  return (
    <Group gap="xs" wrap="nowrap" align="center">
      <Initials name={name} />
      <LinkedAnchor to={status === 'deleted' ? '/accounts/$uuid' : '/people/$uuid'} params={{ uuid }} inherit>
        {name}
      </LinkedAnchor>
      {isSelf && (
        <Badge variant="outline" tt="none">
          {t('you')}
        </Badge>
      )}
    </Group>
  );
}
