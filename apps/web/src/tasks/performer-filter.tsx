import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './tasks.module.css';
import { useWhose, type PerformerFilterProps } from './whose.js';

// A combobox with a floating list is heavy, and most people never use this filter.
const PerformerSelect = lazy(async () => ({
  default: (await import('./performer-select.js')).PerformerSelect,
}));

/** Filters the list by person: a button until it is used, then a searchable combobox. */
export function PerformerFilter(props: PerformerFilterProps) {
  const [isUsed, setUsed] = useState(false);
  const closed = <ClosedFilter whose={props.whose} onOpen={() => setUsed(true)} />;
  return isUsed ? (
    <Suspense fallback={closed}>
      <PerformerSelect {...props} />
    </Suspense>
  ) : (
    closed
  );
}

function ClosedFilter({ whose, onOpen }: { whose: string; onOpen: () => void }) {
  const { t } = useTranslation('tasks');
  const { chosen } = useWhose(whose);
  return (
    <Button
      variant="default"
      fw={400}
      px="sm"
      w={{ md: '12rem' }}
      justify="space-between"
      rightSection={
        <span aria-hidden className={classes.open}>
          ▾
        </span>
      }
      aria-haspopup="listbox"
      aria-label={`${t('whose')}: ${chosen.label}`}
      onClick={onOpen}
    >
      {chosen.label}
    </Button>
  );
}
