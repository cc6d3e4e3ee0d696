import { Group, SegmentedControl, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayIn, daysAfter } from './days.js';

/** Days from the first to the last, both included, as `2026-03-02`. */
export interface DayRange {
  from: string;
  to: string;
}

const lengths = [7, 30, 90, 365];

/** The last so many days up to today. */
export const lastDays = (count: number, today: string): DayRange => ({
  from: daysAfter(today, 1 - count),
  to: today,
});

interface DayRangeInputProps {
  range: DayRange;
  /** The company's day; later ones cannot be chosen. */
  today: string;
  onChange: (range: DayRange) => void;
}

/** Chooses days: the last week, month, quarter or year, or a first and a last one. */
export function DayRangeInput({ range, today, onChange }: DayRangeInputProps) {
  const { t } = useTranslation();
  const length = lengths.find((count) => isSame(lastDays(count, today), range));
  return (
    <Group gap="sm" align="flex-end">
      <SegmentedControl
        aria-label={t('days')}
        // Narrow enough for a phone in each language.
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
  /** Empty while none is chosen. */
  day: string;
  earliest?: string;
  latest?: string;
  onChange: (day: string) => void;
}

/** Chooses one day. What is not one (yet), or is out of bounds, is marked and not told. */
export function DayInput({ label, day, earliest, latest, onChange }: DayInputProps) {
  const [text, setText] = useState(day);
  useEffect(() => setText(day), [day]);
  const isFit = (value: string) =>
    dayIn(value) !== undefined && value >= (earliest ?? value) && value <= (latest ?? value);
  const change = (value: string) => {
    setText(value);
    if (isFit(value)) {
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
      error={text !== day && !isFit(text)}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}
