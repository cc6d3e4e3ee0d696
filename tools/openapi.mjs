// @ts-check
// Generates the types of the web UI's API clients from the services' OpenAPI documents; the result is committed.
//   node tools/openapi.mjs           checks that they are up to date
//   node tools/openapi.mjs --write   writes them
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { buildServices } from './build.mjs';
import { serviceEnvironments } from './service-environments.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const services = ['auth', 'tasks', 'finance'];
const describing = '--describe';

const header = `/**
 * Made from the OpenAPI document of the service by \`npm run openapi:write\`; \`npm run check\` compares.
 */
`;

// Placeholders: a service that is only described connects to nothing.
const unused = 'unused-but-long-enough-to-be-a-secret';
const secrets = {
  authDatabase: unused,
  tasksDatabase: unused,
  financeDatabase: unused,
  authOwner: unused,
  tasksOwner: unused,
  financeOwner: unused,
  tasksClient: unused,
  financeClient: unused,
  cookies: unused,
  beaks: unused,
  prices: unused,
};

/**
 * The OpenAPI document of a built service, without running it: Nest scans its modules without instantiating providers.
 * @param {string} name
 */
async function describe(name) {
  const [
    { NestFactory },
    { FastifyAdapter },
    { DocumentBuilder, SwaggerModule },
    { readConfigurationOrExit },
  ] = await Promise.all([
    import('@nestjs/core'),
    import('@nestjs/platform-fastify'),
    import('@nestjs/swagger'),
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
  return SwaggerModule.createDocument(app, new DocumentBuilder().build());
}

/**
 * Describes a service in a child process that has the environment of that service.
 * @param {string} name
 */
async function documentOf(name) {
  const settings = serviceEnvironments({ port: 4300, databasePort: 5432, data: '.data', secrets });
  const environment = settings.find((service) => service.name === name)?.environment;
  const file = fileURLToPath(import.meta.url);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file, describing, name], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...environment, PORT: '4300' },
      maxBuffer: 20_000_000,
    });
    return JSON.parse(stdout);
  } catch (error) {
    throw new Error(`Could not generate the OpenAPI document of ${name}`, { cause: error });
  }
}

/** @param {string} name */
async function typesOf(name) {
  const { default: typesFrom, astToString } = await import('openapi-typescript');
  const { format, resolveConfig } = await import('prettier');
  const file = path.join(root, 'apps/web/src/api', `${name}.ts`);
  const nodes = await typesFrom(await documentOf(name), { alphabetize: true, excludeDeprecated: false });
  const text = await format(header + astToString(nodes), {
    ...(await resolveConfig(file)),
    parser: 'typescript',
  });
  return { file, text };
}

/** @param {boolean} isWriting */
async function run(isWriting) {
  await buildServices(root);
  const outdated = [];
  for (const { file, text } of await Promise.all(services.map(typesOf))) {
    if (isWriting) {
      fs.writeFileSync(file, text);
    } else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) {
      outdated.push(path.relative(root, file));
    }
  }
  if (outdated.length > 0) {
    console.error(`Out of date with the services: ${outdated.join(', ')}. Run npm run openapi:write.`);
    process.exitCode = 1;
  }
}

const [argument, name = ''] = process.argv.slice(2);
if (argument === describing) {
  process.stdout.write(JSON.stringify(await describe(name)), () => process.exit());
} else {
  await run(argument === '--write');
}
