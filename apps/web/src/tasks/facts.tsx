import type { ReactNode } from 'react';
import classes from './facts.module.css';

interface FactsProps {
  label: string;
  /** Names and what they come to; those that come to nothing are left out. */
  facts: readonly (readonly [name: string, value: ReactNode])[];
}

/** What there is to know of one thing, line by line. */
export function Facts({ label, facts }: FactsProps) {
  return (
    <dl className={classes.facts} aria-label={label}>
      {facts
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => (
          <div key={name} className={classes.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
