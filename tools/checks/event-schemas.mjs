// @ts-check
// The JSON Schemas of all events, docs/events/<type>.v<version>.json, and the AsyncAPI document docs/asyncapi.json, all
// generated from libs/contracts.
//   node tools/checks/event-schemas.mjs           checks that they are up to date and compatible (S2)
//   node tools/checks/event-schemas.mjs --write   writes them, unless a change breaks consumers
// A removed version needs a line `Retired: <type>.v<version>` in a decision in docs/adr.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { asyncApiDocument } from './async-api.mjs';
import { brokenPromises } from './breaking-changes.mjs';
import { buildServices } from '../build/build-services.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'docs/events');
const asyncApi = path.join(root, 'docs/asyncapi.json');
const decisions = path.join(root, 'docs/adr');

/**
 * @typedef {import('./breaking-changes.mjs').BodySchema} BodySchema
 * @typedef {{ name: string, schema: BodySchema }} NamedSchema
 */

/** @returns {Promise<import('./async-api.mjs').Contracts>} */
async function builtContracts() {
  await buildServices(root);
  return import(pathToFileURL(path.join(root, 'dist/libs/contracts/src/index.js')).href);
}

/**
 * @param {import('./async-api.mjs').Contracts} contracts
 * @returns {NamedSchema[]}
 */
const schemasOf = ({ eventContracts }) =>
  eventContracts.map(({ type, version, body }) => {
    const name = `${type}.v${version}`;
    const { example, ...schema } = z.toJSONSchema(body, { io: 'input' });
    return { name, schema: /** @type {BodySchema} */ ({ ...schema, title: name, examples: [example] }) };
  });

/** @param {string} file @returns {unknown} */
const readJson = (file) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined);

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

/**
 * The files with their content.
 * @param {NamedSchema[]} present
 * @param {object} document
 * @returns {[file: string, content: object][]}
 */
const filesOf = (present, document) => [
  ...present.map(
    ({ name, schema }) => /** @type {[string, object]} */ ([path.join(folder, `${name}.json`), schema]),
  ),
  [asyncApi, document],
];

/** @param {[file: string, content: object][]} files */
const outOfDate = (files) =>
  files
    .filter(([file, content]) => !isDeepStrictEqual(readJson(file), asJson(content)))
    .map(([file]) => `${path.relative(root, file)} does not match libs/contracts. Run npm run events:write.`);

/** Without the properties that are undefined, which JSON does not have. @param {object} content @returns {unknown} */
const asJson = (content) => JSON.parse(JSON.stringify(content));

/** @param {[file: string, content: object][]} files */
function write(files) {
  fs.mkdirSync(folder, { recursive: true });
  for (const [file, content] of files) {
    fs.writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  }
}

async function main() {
  const contracts = await builtContracts();
  const present = schemasOf(contracts);
  const files = filesOf(present, asyncApiDocument(contracts));
  const breaks = breaksOf(present);
  const isWriting = process.argv.includes('--write');
  if (isWriting && breaks.length === 0) {
    write(files);
  }
  const problems = [...breaks, ...outOfDate(files)];
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
  console.log(
    `All ${present.length} event schemas are up to date and compatible, and so is docs/asyncapi.json.`,
  );
}

await main();
