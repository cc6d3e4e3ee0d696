// @ts-check
// Generates the types of the web UI's API clients from the OpenAPI documents of the built services.
// `build-api-clients.mjs` runs it when the services have changed; the result is not committed.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { secretNames } from '../servers/secrets.mjs';
import { serviceEnvironments } from '../servers/service-environments.mjs';
import { generatedClients, generatedCodes } from './build-api-clients.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const services = ['auth', 'tasks', 'finance'];
const describing = '--describe';
const folder = path.join(root, generatedClients);
const codesFolder = path.join(root, generatedCodes);

// Placeholders: a service that is only described connects to nothing.
const secrets = /** @type {import('../servers/secrets.mjs').Secrets} */ (
  Object.fromEntries(secretNames.map((name) => [name, 'unused-but-long-enough-to-be-a-secret']))
);

/**
 * The OpenAPI document of a built service, without running it: Nest scans its modules without instantiating providers.
 * @param {string} name
 */
async function describe(name) {
  const [{ NestFactory }, { FastifyAdapter }, { openApiDocument, readConfigurationOrExit }] =
    await Promise.all([
      import('@nestjs/core'),
      import('@nestjs/platform-fastify'),
      import(pathToFileURL(path.join(root, 'dist/libs/platform/src/index.js')).href),
    ]);
  const load = (/** @type {string} */ file) =>
    import(pathToFileURL(path.join(root, 'dist/apps', name, 'src', file)).href);
  const { AppModule } = await load('app.module.js');
  const configuration = Object.entries(await load('config.js')).find(([key]) =>
    key.endsWith('Configuration'),
  );
  const module = AppModule.forRoot(readConfigurationOrExit(configuration?.[1]));
  const options = { preview: true, abortOnError: false, logger: /** @type {const} */ (false) };
  const app = await NestFactory.create(module, new FastifyAdapter(), options);
  return openApiDocument(app, { title: name, description: '' });
}

/**
 * Describes a service in a child process that has the environment of that service.
 * @param {string} name
 */
async function documentOf(name) {
  const settings = serviceEnvironments({ port: 4300, databasePort: 5432, data: '.data', secrets });
  const environment = settings.find((service) => service.name === name)?.environment;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, describing, name], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...environment, PORT: '4300' },
      maxBuffer: 20_000_000,
    });
    return JSON.parse(stdout);
  } catch (error) {
    throw new Error(`Could not generate the OpenAPI document of ${name}`, { cause: error });
  }
}

/**
 * Writes the types of a service's client; returns its document as JSON.
 * @param {string} name
 */
async function generate(name) {
  const { default: typesFrom, astToString } = await import('openapi-typescript');
  const document = await documentOf(name);
  const nodes = await typesFrom(document, { alphabetize: true, excludeDeprecated: false });
  fs.writeFileSync(path.join(folder, `${name}.ts`), astToString(nodes));
  return JSON.stringify(document);
}

/**
 * Writes the types of every code of a problem, and of an invalid field, in the documents, so that a language without a text
 * for one doesn't compile.
 * @param {string[]} documents
 */
function generateProblemCodes(documents) {
  const problems = documents.flatMap((document) => [...document.matchAll(/"urn:ates:problem:([a-z-]+)"/g)]);
  const fieldErrors = documents.flatMap(
    (document) => JSON.parse(document).components.schemas.FieldError.properties.code['x-extensible-enum'],
  );
  fs.mkdirSync(codesFolder, { recursive: true });
  fs.writeFileSync(
    path.join(codesFolder, 'problem-codes.ts'),
    [
      typeOf(
        'ProblemCode',
        problems.map(([, code]) => String(code)),
      ),
      typeOf('FieldErrorCode', fieldErrors),
    ].join('\n'),
  );
}

/**
 * The declaration of a union of texts.
 * @param {string} name
 * @param {string[]} codes
 */
const typeOf = (name, codes) =>
  `export type ${name} =\n  | ${[...new Set(codes)]
    .sort()
    .map((code) => `'${code}'`)
    .join('\n  | ')};\n`;

const [argument, name = ''] = process.argv.slice(2);
if (argument === describing) {
  process.stdout.write(JSON.stringify(await describe(name)), () => process.exit());
} else {
  fs.mkdirSync(folder, { recursive: true });
  generateProblemCodes(await Promise.all(services.map(generate)));
}
