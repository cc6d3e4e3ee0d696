import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Service } from '../api/services.js';
import { DownloadMenu } from '../components/downloads.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LoadMore } from '../components/load-more.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Loading } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import { actionTexts, type SecurityEntry } from './actions.js';
import { EntryDrawer } from './entry-drawer.js';
import { LogFilters } from './log-filters.js';
import { mergedFeeds, type OfService } from './merged-feeds.js';
import { securityLogQuery, services } from './security-queries.js';
import { filtersOf, type SecurityFilters, type SecuritySearch } from './security-search.js';
import { ActorName, SubjectLink } from './subject-link.js';

/** Who did what, in all services, newest first (A10). */
export function SecurityLogPage() {
  const { t } = useTranslation(['security', 'common']);
  const search = useSearch({ from: '/inside/for/people/security-log' });
  const navigate = useNavigate();
  const change = (changed: SecuritySearch) =>
    void navigate({ to: '/security-log', search: { ...search, ...changed }, replace: true });
  const filters = filtersOf(search);
  return (
    <Page title={t('common:place_securityLog')} about={t('aboutLog')}>
      <LogFilters search={search} onChange={change} />
      <Group gap="sm">
        {services.map((service) => (
          <DownloadMenu
            key={service}
            label={t(`download_${service}`)}
            file={{
              service,
              path: '/security-log',
              query: { ...filters },
              name: `${service}-security-log`,
            }}
          />
        ))}
      </Group>
      <Log key={JSON.stringify(filters)} filters={filters} />
    </Page>
  );
}

function useLog(service: Service, filters: SecurityFilters) {
  const pages = useInfiniteQuery(securityLogQuery(service, filters));
  const entries = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  return { service, pages, entries, hasMore: pages.hasNextPage };
}

/** The merged logs of all services. If a service fails, its problem is shown above the entries of the others. */
function Log({ filters }: { filters: SecurityFilters }) {
  const { t } = useTranslation('security');
  const [shown, setShown] = useState<OfService<SecurityEntry>>();
  const logs = [useLog('auth', filters), useLog('tasks', filters), useLog('finance', filters)];
  const entries = mergedFeeds(logs);
  const isLoading = logs.some(({ pages }) => pages.isPending);
  const more = {
    hasNextPage: logs.some(({ hasMore }) => hasMore),
    isFetchingNextPage: logs.some(({ pages }) => pages.isFetchingNextPage),
    fetchNextPage: () =>
      Promise.all(logs.filter(({ hasMore }) => hasMore).map(({ pages }) => pages.fetchNextPage())),
  };
  return (
    <Stack gap="md">
      {logs
        .filter(({ pages }) => pages.isError)
        .map(({ service, pages }) => (
          <Stack key={service} gap="xs">
            <Text size="sm">{t('serviceAway', { service: t(`service_${service}`) })}</Text>
            <ProblemAlert error={pages.error} retry={() => void pages.refetch()} />
          </Stack>
        ))}
      {entries.length > 0 && <LogTable entries={entries} onShow={setShown} />}
      {isLoading && <Loading lines={6} />}
      {entries.length === 0 && !isLoading && (
        <EmptyState title={t('noEntries')} detail={t('noEntriesDetail')} />
      )}
      <LoadMore query={more} />
      <EntryDrawer entry={shown} onClose={() => setShown(undefined)} />
    </Stack>
  );
}

interface LogTableProps {
  entries: readonly OfService<SecurityEntry>[];
  onShow: (entry: OfService<SecurityEntry>) => void;
}

function LogTable({ entries, onShow }: LogTableProps) {
  const { t } = useTranslation(['security', 'common']);
  const { exactInstant } = useFormats();
  const rows = entries.map((entry) => ({
    key: `${entry.service} ${entry.id}`,
    cells: {
      when: exactInstant(entry.at),
      action: t(actionTexts[entry.action]),
      actor: <ActorName actor={entry.actor} />,
      subject: <SubjectLink subject={entry.subject} />,
      address: entry.address,
      service: t(`service_${entry.service}`),
      details: (
        <Button size="compact-sm" variant="default" onClick={() => onShow(entry)}>
          {t('details')}
        </Button>
      ),
    },
  }));
  return (
    <RecordTable
      label={t('common:place_securityLog')}
      columns={[
        { name: 'when', label: t('common:when') },
        { name: 'action', label: t('action') },
        { name: 'actor', label: t('actor') },
        { name: 'subject', label: t('subject') },
        { name: 'address', label: t('address') },
        { name: 'service', label: t('service') },
        { name: 'details', label: t('details') },
      ]}
      rows={rows}
    />
  );
}
