import { Button, Group, NativeSelect, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { LoadMore } from '../components/load-more.js';
import { OrderSelect } from '../components/order-select.js';
import { Page } from '../components/page.js';
import { QueryResult } from '../components/query-result.js';
import { SearchField } from '../components/search-field.js';
import { allRoles } from '../session/roles.js';
import { Approvals } from './approvals.js';
import { Invitations } from './invitations.js';
import { approvalQueue } from './joining-queries.js';
import { NewInvitation } from './new-invitation.js';
import { NewPerson } from './new-person.js';
import { peopleList, type PersonData } from './people-queries.js';
import { personOrders, personStatuses, type PeopleSearch } from './people-search.js';
import { PeopleTable } from './people-table.js';

const route = getRouteApi('/inside/for/people/people');
const orders = ['added', ...personOrders] as const;

const orderTexts = {
  added: 'order_added',
  name: 'order_name',
  '-name': 'order_nameDown',
  last_sign_in: 'order_lastSignIn',
  '-last_sign_in': 'order_lastSignInDown',
} as const;

/** The list of people, for administrators (A1). */
export function PeoplePage() {
  const { t } = useTranslation(['people', 'common']);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changed: PeopleSearch) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
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
        <Filters search={search} onChange={change} />
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

interface FiltersProps {
  search: PeopleSearch;
  onChange: (changed: PeopleSearch) => void;
}

/** Filters and the order of the list. */
function Filters({ search, onChange }: FiltersProps) {
  const { t } = useTranslation(['people', 'common']);
  const { t: common } = useTranslation();
  const roles = allRoles.map((role) => ({ value: role, label: common(`role_${role}`) }));
  const statuses = personStatuses.map((status) => ({ value: status, label: t(`status_${status}`) }));
  return (
    <Group gap="sm" align="flex-end">
      <SearchField
        label={t('search')}
        placeholder={t('searchPlaceholder')}
        text={search.text}
        onChange={(text) => onChange({ text })}
      />
      <NativeSelect
        label={t('role')}
        value={search.role ?? ''}
        data={[{ value: '', label: t('everyRole') }, ...roles]}
        onChange={({ currentTarget: { value } }) => onChange({ role: allRoles.find((one) => one === value) })}
      />
      <NativeSelect
        label={t('status')}
        value={search.status ?? ''}
        data={[{ value: '', label: t('everyStatus') }, ...statuses]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ status: personStatuses.find((one) => one === value) })
        }
      />
      <OrderSelect
        order={search.order ?? 'added'}
        options={orders.map((value) => ({ value, label: t(orderTexts[value]) }))}
        onChange={(order) => onChange({ order: order === 'added' ? undefined : order })}
      />
    </Group>
  );
}

function People({ people, search: { text, role, status } }: { people: PersonData[]; search: PeopleSearch }) {
  const { t } = useTranslation('people');
  if (people.length > 0) {
    return <PeopleTable people={people} />;
  }
  if (text !== undefined) {
    return <EmptyState title={t('nobodyFound')} detail={t('nobodyFoundDetail', { text })} />;
  }
  const isFiltered = role !== undefined || status !== undefined;
  return <EmptyState title={isFiltered ? t('nobodyFound') : t('nobody')} />;
}
