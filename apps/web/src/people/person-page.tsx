import { Alert, SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { EmptyState } from '../components/empty-state.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Page } from '../components/page.js';
import { QueryResult } from '../components/query-result.js';
import { useSignedIn } from '../session/use-session.js';
import { DeletePerson } from './delete-person.js';
import { personOf, type PersonData } from './people-queries.js';
import { PersonCredentials } from './person-credentials.js';
import { PersonForm } from './person-form.js';
import { PersonSessions } from './person-sessions.js';
import { PersonSummary } from './person-summary.js';

const route = getRouteApi('/inside/for/people/people/$uuid');

/** One person, for administrators (A1): data, roles and credentials. */
export function PersonPage() {
  const { t } = useTranslation(['people', 'common']);
  const { uuid } = route.useParams();
  const query = useQuery(personOf(uuid));
  if (query.error instanceof Problem && query.error.code === 'user-not-found') {
    return <PersonGone uuid={uuid} />;
  }
  return (
    <Page
      title={query.data?.name ?? t('common:place_people')}
      about={query.data?.email}
      actions={
        <>
          <LinkedAnchor to="/security-log" search={{ person: uuid }}>
            {t('common:place_securityLog')}
          </LinkedAnchor>
          <LinkedAnchor to="/people">{t('backToPeople')}</LinkedAnchor>
        </>
      }
    >
      <QueryResult query={query} lines={8}>
        {/* The key resets unsaved edits when the page shows another person. */}
        {(person) => <Person key={person.uuid} person={person} />}
      </QueryResult>
    </Page>
  );
}

function PersonGone({ uuid }: { uuid: string }) {
  const { t } = useTranslation('people');
  return (
    <Page title={t('personGone')} actions={<LinkedAnchor to="/people">{t('backToPeople')}</LinkedAnchor>}>
      <EmptyState
        title={t('personGone')}
        detail={t('personGoneDetail')}
        action={
          <LinkedAnchor to="/accounts/$uuid" params={{ uuid }}>
            {t('theirAccount')}
          </LinkedAnchor>
        }
      />
    </Page>
  );
}

function Person({ person }: { person: PersonData }) {
  const { t } = useTranslation('people');
  const isSelf = useSignedIn().id === person.uuid;
  return (
    <Stack gap="lg">
      {isSelf && <Alert color="yellow">{t('itIsYou')}</Alert>}
      <PersonSummary person={person} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" verticalSpacing="lg">
        <Stack gap="lg">
          <PersonForm person={person} isSelf={isSelf} />
        </Stack>
        <Stack gap="lg">
          <PersonSessions person={person} isSelf={isSelf} />
          <PersonCredentials person={person} isSelf={isSelf} />
          <DeletePerson person={person} isSelf={isSelf} />
        </Stack>
      </SimpleGrid>
    </Stack>
  );
}
