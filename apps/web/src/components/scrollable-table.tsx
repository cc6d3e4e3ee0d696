import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface ScrollableTableProps {
  /** Accessible name of the scrollable region. */
  label: string;
  /** In pixels; in narrower containers the table scrolls sideways. */
  minWidth: number;
  maxHeight?: number;
  children: ReactNode;
}

/** A table that scrolls within its container if it doesn't fit, also by keyboard. */
export function ScrollableTable({ label, minWidth, maxHeight, children }: ScrollableTableProps) {
  const viewportProps = { tabIndex: 0, role: 'region', 'aria-label': label };
  return (
    <Table.ScrollContainer minWidth={minWidth} maxHeight={maxHeight} scrollAreaProps={{ viewportProps }}>
      {children}
    </Table.ScrollContainer>
  );
}
