import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { Page } from '../components/page.js';
import { performs, useSignedIn } from '../session/use-session.js';
import { Account } from './account.js';
import { balanceQuery } from './account-queries.js';

/** The signed-in user's own account. */
export function MoneyPage() {
  const { t } = useTranslation(['money', 'common']);
  const person = useSignedIn();
  const { date } = useSearch({ from: '/inside/money' });
  const navigate = useNavigate();
  const onDay = (day: string | undefined) =>
    void navigate({ to: '/money', search: { date: day }, resetScroll: false });
  return (
    <Page title={t('common:place_money')} about={t('aboutMoney')}>
      <Account
        user={person.id}
        date={date}
        onDay={onDay}
        whenUnused={performs(person) ? undefined : <NotPerforming user={person.id} onDay={onDay} />}
      />
    </Page>
  );
}

/** Explains to people who don't perform tasks why they have no money here. */
function NotPerforming({ user, onDay }: { user: string; onDay: (day: string | undefined) => void }) {
  const { t } = useTranslation(['money', 'common']);
  const { data } = useQuery(balanceQuery(user));
  return (
    <EmptyState
      title={t('notPerformingTitle')}
      detail={t('notPerformingDetail')}
      action={
        <Button variant="default" mt="sm" onClick={() => onDay(data?.date)}>
          {t('earlierDays')}
        </Button>
      }
    />
  );
}
