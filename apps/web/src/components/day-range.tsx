import { Group, SegmentedControl, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseDay, daysAfter } from './days.js';

/** A range of days such as `2026-03-02`, both ends included. */
export interface DayRange {
  from: string;
  to: string;
}

const lengths = [7, 30, 90, 365];

/** The last `count` days, ending today. */
export const lastDays = (count: number, today: string): DayRange => ({
  from: daysAfter(today, 1 - count),
  to: today,
});

interface DayRangeInputProps {
  range: DayRange;
  /** The company's current day; later ones cannot be chosen. */
  today: string;
  onChange: (range: DayRange) => void;
}

/** Chooses a range of days: the last week, month, quarter or year, or any first and last day. */
export function DayRangeInput({ range, today, onChange }: DayRangeInputProps) {
  const { t } = useTranslation();
  const length = lengths.find((count) => isSame(lastDays(count, today), range));
  return (
    <Group gap="sm" align="flex-end">
      <SegmentedControl
        aria-label={t('days')}
        // Fits on a phone in every language.
        styles={{ label: { paddingInline: 6 } }}
        value={String(length ?? '')}
        onChange={(count) => onChange(lastDays(Number(count), today))}
        data={lengths.map((count) => ({ value: String(count), label: t('lastDays', { count }) }))}
      />
      <Group gap="sm" wrap="nowrap">
        <DayInput
          label={t('from')}
          day={range.from}
          latest={range.to}
          onChange={(from) => onChange({ ...range, from })}
        />
        <DayInput
          label={t('to')}
          day={range.to}
          earliest={range.from}
          latest={today}
          onChange={(to) => onChange({ ...range, to })}
        />
      </Group>
    </Group>
  );
}

const isSame = (one: DayRange, other: DayRange): boolean => one.from === other.from && one.to === other.to;

interface DayInputProps {
  label: string;
  /** Empty while no day is chosen. */
  day: string;
  earliest?: string;
  latest?: string;
  onChange: (day: string) => void;
}

/** Chooses one day. Incomplete input and days out of bounds are marked as errors and not reported to `onChange`. */
export function DayInput({ label, day, earliest, latest, onChange }: DayInputProps) {
  const [text, setText] = useState(day);
  useEffect(() => setText(day), [day]);
  const isValid = (value: string) =>
    parseDay(value) !== undefined && value >= (earliest ?? value) && value <= (latest ?? value);
  const change = (value: string) => {
    setText(value);
    if (isValid(value)) {
      onChange(value);
    }
  };
  return (
    <TextInput
      type="date"
      label={label}
      value={text}
      min={earliest}
      max={latest}
      error={text !== day && !isValid(text)}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}
