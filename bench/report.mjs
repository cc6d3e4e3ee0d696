// @ts-check
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

/**
 * @typedef {import('./harness.mjs').Row} Row
 * @typedef {import('./harness.mjs').Figures} Figures
 * @typedef {import('./main.mjs').Goal} Goal
 * @typedef {{ goal: string, title: string, measuredAt: string, machine: string, isQuick: boolean, rows: Row[] }} Result
 */

/** @param {string} root @param {string} goal */
const resultFile = (root, goal) => path.join(root, 'bench/results', `${goal}.json`);

/** The machine and its present load, in one line. */
export function machineInWords() {
  const [load = 0] = os.loadavg();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return `${os.availableParallelism()} cores (${os.cpus()[0]?.model.trim()}), ${memory} GiB, Node ${process.versions.node}, load ${load.toFixed(1)}`;
}

/** @param {Goal} goal @param {Row[]} rows */
export function printRows({ name, title }, rows) {
  console.log(`\n${name}  ${title.replaceAll('`', '')}`);
  console.table(rows.map(shown));
}

/** @param {Row} row */
const shown = ({ what, unit, ours, reference, ratio, goal, isMet }) => ({
  what,
  ours: `${inWords(ours)} ${unit}`,
  reference: reference ? `${inWords(reference)} ${unit}, ${reference.name}` : '',
  ratio: ratio === undefined ? '' : rounded(ratio),
  goal,
  met: isMet === undefined ? '' : isMet ? 'yes' : 'NO',
});

/** The median, and in brackets the lowest and the highest. @param {Figures} figures */
const inWords = ({ median, lowest, highest }) =>
  lowest === highest ? rounded(median) : `${rounded(median)} (${rounded(lowest)}-${rounded(highest)})`;

/** Three digits that count. @param {number} value */
function rounded(value) {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

/**
 * @param {string} root
 * @param {Goal} goal
 * @param {{ isQuick: boolean, rows: Row[] }} outcome
 */
export function saveResult(root, goal, { isQuick, rows }) {
  const file = resultFile(root, goal.name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  /** @type {Result} */
  const result = {
    goal: goal.name,
    title: goal.title,
    measuredAt: new Date().toISOString(),
    machine: machineInWords(),
    isQuick,
    rows,
  };
  fs.writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}

/**
 * Replaces the figures of goals in docs/performance.md, between their markers; what is written around them stays.
 * @param {string} root
 * @param {Goal[]} goals
 */
export async function writePage(root, goals) {
  const page = path.join(root, 'docs/performance.md');
  let text = fs.readFileSync(page, 'utf8');
  for (const { name } of goals) {
    /** @type {Result} */
    const result = JSON.parse(fs.readFileSync(resultFile(root, name), 'utf8'));
    const begin = `<!-- figures of ${name} -->`;
    const end = `<!-- end of ${name} -->`;
    const [before = '', rest] = text.split(begin);
    const after = rest?.split(end)[1];
    if (after === undefined) {
      throw new Error(`docs/performance.md has no place for ${name}`);
    }
    text = `${before}${begin}\n\n${figures(result)}\n\n${end}${after}`;
  }
  const style = await resolveConfig(page);
  fs.writeFileSync(page, await format(text, { ...style, parser: 'markdown' }));
}

/** @param {Result} result */
function figures({ measuredAt, machine, rows }) {
  const lines = rows.map(shown).map((row) => `| ${Object.values(row).join(' | ')} |`);
  return [
    `Measured on ${measuredAt.slice(0, 10)}: ${machine}.`,
    '',
    '| what | ours | reference | ratio | goal | met |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
