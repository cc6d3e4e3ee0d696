import { Select, type ComboboxParsedItem } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../session/use-session.js';
import { performersNamed } from './task-queries.js';
import classes from './tasks.module.css';
import { useWhose, type PerformerFilterProps } from './whose.js';

const debounceMilliseconds = 120;

/** Searchable combobox of the people whose tasks can be listed. It opens and takes the focus when it appears. */
export function PerformerSelect({ whose, onChange }: PerformerFilterProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const self = useSignedIn();
  const { general, chosen } = useWhose(whose);
  const [typed, setTyped] = useState('');
  // The field shows the chosen label until the user types.
  const text = typed === chosen.label ? '' : typed;
  const [searched] = useDebouncedValue(text, debounceMilliseconds);
  const { data } = useQuery({ ...performersNamed(searched), placeholderData: keepPreviousData });
  const people = (data?.items ?? [])
    .filter(({ uuid }) => uuid !== self.id)
    .map(({ uuid, name }) => ({ value: uuid, label: name ?? t('common:unknownName') }));
  const known = [...general, ...people];
  // The service has searched the names; the other entries are searched here.
  const isShown = (option: ComboboxParsedItem): boolean =>
    'value' in option &&
    (people.some(({ value }) => value === option.value) ||
      option.label.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()));
  const isKnown = known.some(({ value }) => value === whose);
  return (
    <Select
      aria-label={t('whose')}
      w={{ md: '12rem' }}
      data={isKnown ? known : [...known, chosen]}
      value={whose}
      onChange={(value) => onChange(value ?? 'all')}
      allowDeselect={false}
      searchable
      autoFocus
      defaultDropdownOpened
      searchValue={typed}
      onSearchChange={setTyped}
      onFocus={({ currentTarget }) => currentTarget.select()}
      filter={({ options }) => options.filter(isShown)}
      nothingFoundMessage={t('nobodyFound')}
      comboboxProps={{ withinPortal: false }}
      withScrollArea={false}
      classNames={{ options: classes.people }}
    />
  );
}
