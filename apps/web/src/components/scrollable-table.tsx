import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface ScrollableTableProps {
  /** What is scrolled, for whoever does it by keyboard. */
  label: string;
  /** In pixels: what is narrower is scrolled sideways. */
  minWidth: number;
  maxHeight?: number;
  children: ReactNode;
}

/** A table that scrolls by itself where it has no room, by keyboard too. */
export function ScrollableTable({ label, minWidth, maxHeight, children }: ScrollableTableProps) {
  const viewportProps = { tabIndex: 0, role: 'region', 'aria-label': label };
  return (
    <Table.ScrollContainer minWidth={minWidth} maxHeight={maxHeight} scrollAreaProps={{ viewportProps }}>
      {children}
    </Table.ScrollContainer>
  );
}
