import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface KeyFigureProps {
  label: string;
  value: ReactNode;
  /** What it means, or of when it is. */
  detail?: ReactNode;
  /** Whether the page is about this one. */
  isMain?: boolean;
}

/** A number that a page is about, with its name. */
export function KeyFigure({ label, value, detail, isMain }: KeyFigureProps) {
  return (
    <Paper withBorder p="md" role="group" aria-label={label}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text component="div" fz={isMain ? 34 : 24} fw={700} lh={1.25}>
        {value}
      </Text>
      {detail && (
        <Text component="div" size="sm" c="dimmed">
          {detail}
        </Text>
      )}
    </Paper>
  );
}
