import './record-table.css';
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

/** A column of a table; the first column names the row. */
export interface RecordColumn<Name extends string> {
  name: Name;
  label: string;
  /** Whether it contains numbers, which are aligned at their ends. */
  isNumber?: boolean;
}

type Cells<Name extends string> = Partial<Record<Name, ReactNode>>;

interface RecordRow<Name extends string> {
  key: string;
  cells: Cells<Name>;
}

/** Rows below a heading with their totals. */
export interface RecordGroup<Name extends string> {
  key: string;
  title?: ReactNode;
  /** Totals of the group, by column; the title takes the columns before the first of them. */
  totals?: Cells<Name>;
  rows: readonly RecordRow<Name>[];
}

interface RecordTableProps<Name extends string> {
  label: string;
  columns: readonly RecordColumn<Name>[];
  /** All rows, of a table without groups. */
  rows?: readonly RecordRow<Name>[];
  groups?: readonly RecordGroup<Name>[];
  /** Whether it scrolls within a limited height, except on a phone; for long tables above others. */
  isScrolled?: boolean;
}

/**
 * A table whose rows become cards on a phone, so that nothing is cut off. In a window that is wider, but too narrow for
 * its columns, it scrolls sideways within its own box.
 */
export function RecordTable<Name extends string>({ isScrolled = false, ...table }: RecordTableProps<Name>) {
  const scrolled = { role: 'region', 'aria-label': table.label, tabIndex: 0, 'data-scrolled': true };
  return (
    <div className="record-table-box" {...(isScrolled && scrolled)}>
      <Records {...table} />
    </div>
  );
}

function Records<Name extends string>({
  label,
  columns,
  rows = [],
  groups = [{ key: 'all', rows }],
}: Omit<RecordTableProps<Name>, 'isScrolled'>) {
  return (
    <Table aria-label={label} className="record-table" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ name, label: head, isNumber }) => (
            <Table.Th key={name} scope="col" data-number={isNumber || undefined}>
              {head}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      {groups.map((group) => (
        <Table.Tbody key={group.key}>
          {group.title !== undefined && <GroupHead group={group} columns={columns} />}
          {group.rows.map(({ key, cells }) => (
            <Table.Tr key={key}>
              {columns.map(({ name, label: head, isNumber }, at) =>
                at === 0 ? (
                  <Table.Th key={name} scope="row" fw={500} data-label={head}>
                    {cells[name]}
                  </Table.Th>
                ) : (
                  <Table.Td key={name} data-label={head} data-number={isNumber || undefined}>
                    {cells[name]}
                  </Table.Td>
                ),
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      ))}
    </Table>
  );
}

interface GroupHeadProps<Name extends string> {
  group: RecordGroup<Name>;
  columns: readonly RecordColumn<Name>[];
}

function GroupHead<Name extends string>({ group: { title, totals = {} }, columns }: GroupHeadProps<Name>) {
  const firstTotal = columns.findIndex(({ name }) => totals[name] !== undefined);
  const width = firstTotal === -1 ? columns.length : firstTotal;
  return (
    <Table.Tr className="group">
      <Table.Th scope="rowgroup" colSpan={width}>
        {title}
      </Table.Th>
      {columns.slice(width).map(({ name, isNumber }) => (
        <Table.Td key={name} fw={700} data-number={isNumber || undefined}>
          {totals[name]}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
