import { Group, Pill, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { actions, actionTexts, isAction } from './actions.js';
import { personNameQuery } from './security-queries.js';
import type { SecuritySearch } from './security-search.js';

interface LogFiltersProps {
  search: SecuritySearch;
  onChange: (change: SecuritySearch) => void;
}

/** Filters of the log. Filters set by links from other pages or entries can be removed here. */
export function LogFilters({ search, onChange }: LogFiltersProps) {
  const { t } = useTranslation(['security', 'common']);
  const { action, person, address, request, from, to } = search;
  return (
    <Group gap="md" align="flex-end" role="search">
      <Select
        label={t('action')}
        placeholder={t('everyAction')}
        data={actions.map((value) => ({ value, label: t(actionTexts[value]) }))}
        value={action ?? null}
        onChange={(chosen) => onChange({ action: isAction(chosen) ? chosen : undefined })}
        searchable
        clearable
        nothingFoundMessage={t('noSuchAction')}
        clearButtonProps={{ 'aria-label': t('everyAction') }}
        w={280}
      />
      <DayFilter label={t('common:from')} day={from} onChange={(day) => onChange({ from: day })} />
      <DayFilter label={t('common:to')} day={to} onChange={(day) => onChange({ to: day })} />
      {person && <PersonPill uuid={person} onRemove={() => onChange({ person: undefined })} />}
      {address && (
        <FilterPill label={`${t('address')}: ${address}`} onRemove={() => onChange({ address: undefined })} />
      )}
      {request && (
        <FilterPill label={`${t('request')}: ${request}`} onRemove={() => onChange({ request: undefined })} />
      )}
    </Group>
  );
}

interface DayFilterProps {
  label: string;
  day: string | undefined;
  onChange: (day: string | undefined) => void;
}

const DayFilter = ({ label, day, onChange }: DayFilterProps) => (
  <TextInput
    type="date"
    label={label}
    value={day ?? ''}
    onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
  />
);

function PersonPill({ uuid, onRemove }: { uuid: string; onRemove: () => void }) {
  const { t } = useTranslation('security');
  const { data } = useQuery(personNameQuery(uuid));
  return <FilterPill label={`${t('person')}: ${data ?? uuid}`} onRemove={onRemove} />;
}

function FilterPill({ label, onRemove }: { label: string; onRemove: () => void }) {
  const { t } = useTranslation('security');
  return (
    <Pill
      size="lg"
      withRemoveButton
      onRemove={onRemove}
      removeButtonProps={{
        'aria-label': t('removeFilter', { filter: label }),
        'aria-hidden': false,
        tabIndex: 0,
      }}
    >
      {label}
    </Pill>
  );
}
