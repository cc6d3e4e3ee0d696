// @ts-check
// The JSON Schemas of all events, docs/events/<type>.v<version>.json, generated from libs/contracts.
//   node tools/checks/event-schemas.mjs           checks that they are up to date and compatible (S2)
//   node tools/checks/event-schemas.mjs --write   writes them, unless a change breaks consumers
// A removed version needs a line `Retired: <type>.v<version>` in a decision in docs/adr.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { brokenPromises } from './breaking-changes.mjs';
import { buildServices } from '../build/build-services.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'docs/events');
const decisions = path.join(root, 'docs/adr');

/**
 * @typedef {import('./breaking-changes.mjs').BodySchema} BodySchema
 * @typedef {{ name: string, schema: BodySchema }} NamedSchema
 */

/** @returns {Promise<NamedSchema[]>} */
async function schemasOfContracts() {
  await buildServices(root);
  const { eventContracts } = await import(
    pathToFileURL(path.join(root, 'dist/libs/contracts/src/index.js')).href
  );
  const { z } = await import('zod');
  return eventContracts.map(
    (/** @type {{ type: string, version: number, body: import('zod').ZodType }} */ contract) => {
      const name = `${contract.type}.v${contract.version}`;
      const schema = z.toJSONSchema(contract.body, { io: 'input' });
      return { name, schema: { ...schema, title: name } };
    },
  );
}

/** @param {string} file */
const readSchema = (file) =>
  fs.existsSync(file) ? /** @type {BodySchema} */ (JSON.parse(fs.readFileSync(file, 'utf8'))) : undefined;

/** The committed schemas, so that rewriting the files does not hide a breaking change. */
function committedSchemas() {
  const list = spawnSync('git', ['ls-tree', '--name-only', 'HEAD', 'docs/events/'], {
    cwd: root,
    encoding: 'utf8',
  });
  /** @type {Map<string, BodySchema>} */
  const schemas = new Map();
  for (const file of (list.stdout ?? '').split('\n').filter((line) => /\.v\d+\.json$/.test(line))) {
    const text = execFileSync('git', ['show', `HEAD:${file}`], { cwd: root, encoding: 'utf8' });
    schemas.set(path.basename(file, '.json'), JSON.parse(text));
  }
  return schemas;
}

/** @returns {string[]} */
function retiredVersions() {
  const texts = fs.readdirSync(decisions).map((file) => fs.readFileSync(path.join(decisions, file), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(/^Retired: (\S+)$/gm)].map(([, name]) => name ?? ''));
}

/** @param {NamedSchema[]} present */
const breaksOf = (present) =>
  brokenPromises(
    committedSchemas(),
    new Map(present.map(({ name, schema }) => [name, schema])),
    retiredVersions(),
  );

/** @param {NamedSchema[]} present */
const outOfDate = (present) =>
  present
    .filter(({ name, schema }) => !isDeepStrictEqual(readSchema(path.join(folder, `${name}.json`)), schema))
    .map(({ name }) => `docs/events/${name}.json does not match libs/contracts. Run npm run events:write.`);

/** @param {NamedSchema[]} present */
function write(present) {
  fs.mkdirSync(folder, { recursive: true });
  for (const { name, schema } of present) {
    fs.writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
  }
}

async function main() {
  const present = await schemasOfContracts();
  const breaks = breaksOf(present);
  const isWriting = process.argv.includes('--write');
  if (isWriting && breaks.length === 0) {
    write(present);
  }
  const problems = [...breaks, ...outOfDate(present)];
  for (const problem of problems) {
    console.error(problem);
  }
  if (breaks.length > 0) {
    console.error(
      'A change that breaks consumers needs a new version beside the old one; see CONTRIBUTING.md.',
    );
  }
  if (problems.length > 0) {
    process.exit(1);
  }
  console.log(`All ${present.length} event schemas are up to date and compatible.`);
}

await main();
