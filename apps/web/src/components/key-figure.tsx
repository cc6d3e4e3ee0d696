import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface KeyFigureProps {
  label: string;
  value: ReactNode;
  /** What the number means, or when it is from. */
  detail?: ReactNode;
  /** Whether it is the page's main number, shown larger. */
  isMain?: boolean;
}

/** A key figure with its label. */
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
