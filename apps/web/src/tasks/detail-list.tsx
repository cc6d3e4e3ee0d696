import type { ReactNode } from 'react';
import classes from './detail-list.module.css';

interface DetailListProps {
  label: string;
  /** Labels and values; entries whose value is null or undefined are left out. */
  details: readonly (readonly [name: string, value: ReactNode])[];
}

/** A list of labelled values. */
export function DetailList({ label, details }: DetailListProps) {
  return (
    <dl className={classes.list} aria-label={label}>
      {details
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => (
          <div key={name} className={classes.item}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
