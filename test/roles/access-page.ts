import { roleTable } from './role-table.js';
import { lines, roles, type Outcome, type RoleTableRow } from './row.js';

const beginning = `# Who may do what

Made from the role table in \`test/roles\` by \`npm run access:write\`; \`test/role-table.spec.ts\` tries each cell over HTTP.

- "own" in the words of an operation: of whoever asks. "yes" is done; "-" is refused.
- Without a token: 401 \`missing-token\`. With one that ran out: 401 \`expired-token\`; of another audience or issuer: 401
  \`invalid-token\`. Whoever was deleted gets 401 \`account-deleted\` at once, and whoever lost a role may no longer do what
  it allowed, whatever the token says.
- A role that is missing: 403 \`role-required\`, or the code that is named. Roles add up for whoever has several.
- A service needs the scope that is named, and nothing else lets it in: 403 \`missing-scope\`.
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
  ['service', 'operation, open to anybody', 'route'],
  ...rows.map(({ service, operation, route }) => [service, operation, `\`${route}\``]),
];

const closedTable = (rows: RoleTableRow[]): string[][] => [
  ['service', 'operation', 'route', ...roles, 'service token'],
  ...rows.map((row) => [
    row.service,
    row.operation,
    `\`${row.route}\``,
    ...roles.map((role) => wordFor(row.people === 'anybody' ? 'yes' : row.people[role])),
    wordForServices(row),
  ]),
];

/** A refusal for want of a role is what one expects; any other is named. */
const wordFor = (outcome: Outcome): string => {
  if (outcome === 'yes') {
    return 'yes';
  }
  return outcome === 'role-required' ? '-' : `\`${outcome}\``;
};

const wordForServices = ({ scope, serviceWithScope }: RoleTableRow): string =>
  scope === undefined ? '-' : wordFor(serviceWithScope ?? 'yes').replace('yes', `\`${scope}\``);

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
