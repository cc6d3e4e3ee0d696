import { Badge, Button, Group, NativeSelect, Stack, Table, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { LoadMore } from '../components/load-more.js';
import { Page } from '../components/page.js';
import { ScrollableTable } from '../components/scrollable-table.js';
import { QueryResult } from '../components/query-result.js';
import { allRoles, type Role } from '../session/roles.js';
import { useSignedIn } from '../session/use-session.js';
import { Approvals } from './approvals.js';
import { Invitations } from './invitations.js';
import { approvalQueue } from './joining-queries.js';
import { NewInvitation } from './new-invitation.js';
import { NewPerson } from './new-person.js';
import { peopleList, type PersonData } from './people-queries.js';
import type { PeopleSearch } from './people-search.js';
import { RoleBadges } from './role-badges.js';

const route = getRouteApi('/inside/for/people/people');
const debounceMilliseconds = 150;

/** The list of people, for administrators (A1). */
export function PeoplePage() {
  const { t } = useTranslation(['people', 'common']);
  const search = route.useSearch();
  const [isAdding, { open, close }] = useDisclosure();
  const [isInviting, { open: openInvitation, close: closeInvitation }] = useDisclosure();
  const query = useInfiniteQuery(peopleList(search));
  return (
    <Page
      title={t('common:place_people')}
      about={t('aboutPeople')}
      actions={
        <Group gap="sm">
          <InviteButton onClick={openInvitation} />
          <Button onClick={open}>{t('newPerson')}</Button>
        </Group>
      }
    >
      <Stack gap="md">
        <Approvals />
        <Invitations />
        <Group gap="sm" align="flex-end">
          <Search text={search.text ?? ''} />
          <RoleFilter role={search.role} />
        </Group>
        <QueryResult query={query} lines={8}>
          {({ pages }) => <People people={pages.flatMap(({ items }) => items)} search={search} />}
        </QueryResult>
        <LoadMore query={query} />
      </Stack>
      <NewPerson isOpen={isAdding} onClose={close} />
      <NewInvitation isOpen={isInviting} onClose={closeInvitation} />
    </Page>
  );
}

/** Hidden if the registration mode is `closed`. */
function InviteButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation('people');
  const mode = useInfiniteQuery(approvalQueue()).data?.pages[0]?.mode;
  return (
    mode !== undefined &&
    mode !== 'closed' && (
      <Button variant="default" onClick={onClick}>
        {t('invite')}
      </Button>
    )
  );
}

function Search({ text }: { text: string }) {
  const { t } = useTranslation('people');
  const navigate = route.useNavigate();
  const router = useRouter();
  const [typed, setTyped] = useState(text);
  const [searchText] = useDebouncedValue(typed.trim(), debounceMilliseconds);
  const lastApplied = useRef(text);
  useEffect(() => {
    lastApplied.current = searchText;
    // The user may have left the page before the debounce ended; don't navigate back.
    if (router.latestLocation.pathname === '/people') {
      void navigate({ search: (before) => ({ ...before, text: searchText || undefined }), replace: true });
    }
  }, [navigate, router, searchText]);
  useEffect(() => {
    // The URL changed by a link or by going back, not by typing, which must not be overwritten.
    if (text !== lastApplied.current) {
      setTyped(text);
    }
  }, [text]);
  return (
    <TextInput
      type="search"
      role="searchbox"
      aria-label={t('search')}
      placeholder={t('searchPlaceholder')}
      flex="0 1 360px"
      maxLength={200}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
    />
  );
}

function RoleFilter({ role }: { role: Role | undefined }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const navigate = route.useNavigate();
  const everyRole = { value: '', label: t('everyRole') };
  return (
    <NativeSelect
      aria-label={t('role')}
      value={role ?? ''}
      data={[everyRole, ...allRoles.map((one) => ({ value: one, label: common(`role_${one}`) }))]}
      onChange={({ currentTarget: { value } }) => {
        const chosen = allRoles.find((one) => one === value);
        void navigate({ search: (before) => ({ ...before, role: chosen }), replace: true });
      }}
    />
  );
}

function People({ people, search }: { people: PersonData[]; search: PeopleSearch }) {
  const { t } = useTranslation(['people', 'common']);
  if (people.length === 0) {
    return <NoPeople search={search} />;
  }
  return (
    <ScrollableTable label={t('common:place_people')} minWidth={620}>
      <Table aria-label={t('common:place_people')} highlightOnHover verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('name')}</Table.Th>
            <Table.Th scope="col">{t('email')}</Table.Th>
            <Table.Th scope="col">{t('roles')}</Table.Th>
            <Table.Th scope="col">{t('since')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map((person) => (
            <PersonRow key={person.uuid} person={person} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollableTable>
  );
}

function NoPeople({ search: { text, role } }: { search: PeopleSearch }) {
  const { t } = useTranslation('people');
  if (text) {
    return <EmptyState title={t('nobodyFound')} detail={t('nobodyFoundDetail', { text })} />;
  }
  return <EmptyState title={role ? t('nobodyWithRole') : t('nobody')} />;
}

function PersonRow({ person: { uuid, name, email, roles, created_at: since } }: { person: PersonData }) {
  const { t } = useTranslation('people');
  const formats = useFormats();
  const isSelf = useSignedIn().id === uuid;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        <Group gap="xs" wrap="nowrap">
          <LinkedAnchor to="/people/$uuid" params={{ uuid }} inherit>
            {name}
          </LinkedAnchor>
          {isSelf && (
            <Badge variant="outline" tt="none">
              {t('you')}
            </Badge>
          )}
        </Group>
      </Table.Th>
      <Table.Td>{email}</Table.Td>
      <Table.Td>
        <RoleBadges roles={roles} />
      </Table.Td>
      <Table.Td className="figures">{formats.instant(since)}</Table.Td>
    </Table.Tr>
  );
}
