import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

interface Finding {
  code: string;
  labels: { span: { line: number } }[];
}

/** The findings of the linter in a file with this text. */
function lint(text: string): Finding[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-lint-'));
  try {
    fs.writeFileSync(path.join(folder, 'planted.ts'), text);
    const linter = path.join(root, 'node_modules/oxlint/bin/oxlint');
    const { stdout } = spawnSync(
      process.execPath,
      [linter, '--format', 'json', '--config', path.join(root, '.oxlintrc.json'), folder],
      { cwd: root, encoding: 'utf8' },
    );
    return JSON.parse(stdout).diagnostics;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const planted = String.raw`
const blank = String.raw${'`'}\t\n \u00a0${'`'};
export const planted = [
  new RegExp(${'`'}^[${'$'}{blank}]+|[${'$'}{blank}]+$${'`'}, 'gu'),
  /[ \t]+$/,
  /^(a+)+$/,
  /^\s*\d*\s*x$/,
  /^[a-z]{1,5}$/,
  /^\d+-\w+$/,
];
`;

describe('The linter', () => {
  it('rejects regular expressions with super-linear matching time, and no others', () => {
    const found = lint(planted);
    expect(new Set(found.map(({ labels }) => labels[0]?.span.line))).toEqual(new Set([4, 5, 6, 7]));
    expect(new Set(found.map(({ code }) => code))).toEqual(
      new Set(['regexp(no-super-linear-move)', 'regexp(no-super-linear-backtracking)']),
    );
  });
});
