// @ts-check
// Finds phrases of translated English in the committed files and says how to put them: node tools/checks/plain-english.mjs
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Each phrase, and what to write instead. A blank matches line breaks too, also those inside comments (SQL's begin with --). */
const habits = [
  ['whoever', 'anyone who, or name the role: the caller, the reader'],
  ['anew', 'again, a new ..., or the verb: recreate, redraw'],
  // Not as data: an address, an id, a key.
  ["(?<![@=/'\"`])nobody(?:'s|(?![@:'\"`/]))", 'no one, or no user, no instance, only ...'],
  ['(?:is|are) told', 'publish or consume for events; receives, is notified'],
  ['goes on', 'continues, keeps running, resumes'],
  ['by itself', 'automatically, by default'],
  ['for good(?! (?:reason|measure))', 'permanently, final'],
  ['that which', 'what, or name the thing'],
  ['of which', 'whose, or start a new sentence'],
  ['(?:is|are) to be', 'must be, will be, or the active voice'],
  ['passed over', 'skipped, ignored'],
  ['(?:runs|ran) out(?! of)', 'expires, expired, times out'],
  ['in the red', 'overdrawn, with a negative balance'],
].map(([phrase = '', instead = '']) => ({
  pattern: new RegExp(`(?<!\\w)(?:${phrase.replaceAll(' ', '(?:[\\s*/#]|--)+')})(?!\\w)`, 'gi'),
  instead,
}));

/** Where a phrase is right: the beginning of a path, and the phrase. */
const allowed = [
  ['apps/web/src/i18n/', 'in the red'], // UI copy for people
  ['tools/servers/postgres-programs.mjs', 'nobody'], // the operating system's account of that name
  ['tools/run/start-settings.spec.ts', 'nobody'],
];

/** Not searched: generated files, Russian texts, and the list of phrases itself. */
const excluded =
  /^(?:package-lock\.json|docs\/events\/|docs\/access\.md|apps\/web\/src\/i18n\/russian\/|tools\/checks\/plain-english\.)/;

/**
 * The phrases that a text should not have, in the form `file:line: "phrase": write ...`.
 * @param {string} file path from the root of the repository, with slashes
 * @param {string} text
 * @returns {string[]}
 */
export function findHabits(file, text) {
  if (excluded.test(file)) {
    return [];
  }
  return habits.flatMap(({ pattern, instead }) =>
    [...text.matchAll(pattern)]
      .map((match) => ({ phrase: match[0].replaceAll(/(?:[\s*/#]|--)+/g, ' '), index: match.index }))
      .filter(({ phrase }) => !isAllowed(file, phrase))
      .map(({ phrase, index }) => `${file}:${lineAt(text, index)}: "${phrase}": write ${instead}`),
  );
}

/** @param {string} file @param {string} phrase */
const isAllowed = (file, phrase) =>
  allowed.some(([start = '', right]) => file.startsWith(start) && phrase.toLowerCase() === right);

/** @param {string} text @param {number} index */
const lineAt = (text, index) => text.slice(0, index).split('\n').length;

if (process.argv[1] === import.meta.filename) {
  const root = path.resolve(import.meta.dirname, '../..');
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
  const texts = files
    .filter((file) => file !== '' && fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.isFile())
    .map((file) => ({ file, text: fs.readFileSync(path.join(root, file), 'utf8') }));
  const found = texts
    .filter(({ text }) => !text.includes('\0'))
    .flatMap(({ file, text }) => findHabits(file, text));
  console.log(found.join('\n'));
  process.exitCode = found.length === 0 ? 0 : 1;
}
