import { Box, Button, Input } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PerformerFilter } from './performer-filter.js';
import type { Choice } from './task-choice.js';
import { SearchField } from './search-field.js';
import classes from './tasks.module.css';
import { ages, orders, shownStatuses, type Order, type TasksSearch } from './tasks-search.js';

interface FilterBarProps {
  search: TasksSearch;
  chosen: Choice;
  /** `isTyped` is true while the user types a text. */
  onChange: (changed: TasksSearch, isTyped?: boolean) => void;
  onSort: (order: Order) => void;
  onClear: () => void;
}

/** What the task list shows: a text, a person, a status and an age; on a narrow screen also its order. */
export function FilterBar({ search, chosen, onChange, onSort, onClear }: FilterBarProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const { task: _, ...filters } = search;
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <div className={classes.filters} role="search">
      <SearchField text={search.text} onChange={(text) => onChange({ text }, true)} />
      <PerformerFilter whose={chosen.whose} onChange={(whose) => onChange({ whose })} />
      <PlainSelect
        label={t('status')}
        value={chosen.status}
        values={shownStatuses}
        labelOf={(status) => t(`show_${status}`)}
        onChange={(status) => onChange({ status })}
      />
      <PlainSelect
        label={t('age')}
        value={chosen.age ?? 'any'}
        values={['any', ...ages] as const}
        labelOf={(age) => t(`age_${age}`)}
        onChange={(age) => onChange({ age: age === 'any' ? undefined : age })}
      />
      {/* On a larger screen the heads of the table sort it. */}
      <Box hiddenFrom="md">
        <PlainSelect
          label={t('common:sortBy')}
          value={chosen.order}
          values={orders.filter((order) => order !== 'completed' || chosen.status !== 'unfinished')}
          labelOf={(order) => t(`sort_${order}`)}
          onChange={onSort}
        />
      </Box>
      {isFiltered && (
        <Button variant="subtle" px="xs" flex="none" onClick={onClear}>
          {t('clearFilters')}
        </Button>
      )}
    </div>
  );
}

interface PlainSelectProps<Value extends string> {
  label: string;
  value: Value;
  values: readonly Value[];
  labelOf: (value: Value) => string;
  onChange: (value: Value) => void;
}

/** The browser's own select: Mantine's would add to what the first page loads. */
function PlainSelect<Value extends string>({
  label,
  value,
  values,
  labelOf,
  onChange,
}: PlainSelectProps<Value>) {
  return (
    <Input
      component="select"
      aria-label={label}
      pointer
      rightSection={
        <span aria-hidden className={classes.open}>
          ▾
        </span>
      }
      rightSectionPointerEvents="none"
      value={value}
      onChange={({ currentTarget }) => {
        const chosen = values.find((one) => one === currentTarget.value);
        if (chosen !== undefined) {
          onChange(chosen);
        }
      }}
    >
      {values.map((one) => (
        <option key={one} value={one}>
          {labelOf(one)}
        </option>
      ))}
    </Input>
  );
}
