import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { EmptyState } from '../components/empty-state.js';
import { Page } from '../components/page.js';
import { hasRole, useSignedIn } from '../session/use-session.js';
import { Account } from './account.js';
import { balanceQuery, type Balance, type AuditLogEntry } from './account-queries.js';
import { ParkedStatements } from './parked-statements.js';
import { ReversalDialog } from './reversal-dialog.js';

/** Any person's account, for accountants and administrators. */
export function AccountPage() {
  const { t } = useTranslation(['money', 'common']);
  const { uuid } = useParams({ from: '/inside/for/accounts/accounts/$uuid' });
  const { date } = useSearch({ from: '/inside/for/accounts/accounts/$uuid' });
  const navigate = useNavigate();
  const isAdministrator = hasRole(useSignedIn(), ['administrator']);
  const { data, error } = useQuery(balanceQuery(uuid));
  const [reversed, setReversed] = useState<{ entry: AuditLogEntry; balance: Balance }>();
  const onDay = (day: string | undefined) =>
    void navigate({ to: '/accounts/$uuid', params: { uuid }, search: { date: day }, resetScroll: false });
  if (error instanceof Problem && error.code === 'invalid-request') {
    return <EmptyState title={t('common:notFoundTitle')} detail={t('common:notFoundDetail')} />;
  }
  const name = data?.name ?? t('common:unknownName');
  return (
    <Page title={data ? t('accountOf', { name }) : t('account')} about={t('aboutAccount')}>
      <Account
        user={uuid}
        date={date}
        onDay={onDay}
        onReverse={isAdministrator ? (entry, balance) => setReversed({ entry, balance }) : undefined}
      >
        <ParkedStatements user={uuid} mayResend={isAdministrator} onDay={onDay} />
      </Account>
      {reversed && <ReversalDialog {...reversed} name={name} onClose={() => setReversed(undefined)} />}
    </Page>
  );
}
