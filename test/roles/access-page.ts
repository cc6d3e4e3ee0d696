import { roleTable } from './role-table.js';
import { lines, roles, type Outcome, type RoleTableRow } from './row.js';

const beginning = `# Who may do what

\`npm run access:write\` generates this page from the role table in \`test/roles\`; \`test/role-table.spec.ts\` tests
each cell over HTTP.

- "your own" means the caller's own. "yes" is allowed; "-" is refused.
- Without a token: 401 \`missing-token\`. With an expired one: 401 \`expired-token\`; with another audience or issuer:
  401 \`invalid-token\`. Deleted people get 401 \`account-deleted\` at once, and people who lost a role lose its rights
  at once, whatever their token says.
- Without the necessary role: 403 \`role-required\`, or the code in the table. A person with several roles may do what
  any of them allows.
- A service needs the scope in the table; without it: 403 \`missing-scope\`.
`;

/** docs/access.md: the role table for people to read. */
export const accessPage = (): string =>
  [beginning, ...lines.map(sectionOf).filter((section) => section !== '')].join('\n');

function sectionOf(line: (typeof lines)[number]): string {
  const rows = roleTable.filter((row) => row.line === line);
  if (rows.length === 0) {
    return '';
  }
  const isOpen = rows.every(({ people }) => people === 'anybody');
  return `## ${line}\n\n${tableOf(isOpen ? openTable(rows) : closedTable(rows))}\n`;
}

const openTable = (rows: RoleTableRow[]): string[][] => [
  ['service', 'operation, open to everyone', 'route'],
  ...rows.map(({ service, operation, route }) => [service, operation, `\`${route}\``]),
];

const closedTable = (rows: RoleTableRow[]): string[][] => [
  ['service', 'operation', 'route', ...roles, 'service token'],
  ...rows.map((row) => [
    row.service,
    row.operation,
    `\`${row.route}\``,
    ...roles.map((role) => cellFor(row.people === 'anybody' ? 'yes' : row.people[role])),
    cellForServices(row),
  ]),
];

/** "-" for the usual refusal, `role-required`; any other is shown with its code. */
const cellFor = (outcome: Outcome): string => {
  if (outcome === 'yes') {
    return 'yes';
  }
  return outcome === 'role-required' ? '-' : `\`${outcome}\``;
};

const cellForServices = ({ scope, serviceWithScope }: RoleTableRow): string =>
  scope === undefined ? '-' : cellFor(serviceWithScope ?? 'yes').replace('yes', `\`${scope}\``);

/** Markdown, its columns as wide as their widest cell. */
function tableOf(cells: string[][]): string {
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? '').length)),
  );
  const [head = [], ...rows] = cells.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)),
  );
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
