// @ts-check
// Builds the services from TypeScript into dist/: their programs, each with all that it imports in a few files, and the
// modules that tools read. Types are not checked here: `npm run check` does that. Usage: node tools/build-services.mjs
import fs from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';

const root = path.resolve(import.meta.dirname, '..');
const output = path.join(root, 'dist');
const services = ['auth', 'finance', 'tasks'];

/** Stay packages: native code, and a package that finds its files by its own folder. */
const packages = /^(@node-rs\/argon2|swagger-ui-dist)(\/|$)/;

/** What is in this repository, and the few functions that the bundler puts in. */
const own = /^(@ates\/|@oxc-project\/runtime\/|\.|\0)/;

/** What only a package would use that is not installed, and a warning about code that is not ours. */
const expected = new Set(['UNRESOLVED_IMPORT', 'EVAL']);

/**
 * @nestjs/typeorm looks for classes that TypeORM 1 no longer has, by loading all of TypeORM once more from its package: a fifth
 * of a start.
 * @type {import('rolldown').Plugin}
 */
const oneTypeOrm = {
  name: 'one-typeorm',
  load: {
    filter: { id: /@nestjs\/typeorm\/dist\/common\/typeorm-compat\.js$/ },
    handler: () => 'export const Connection = undefined; export const AbstractRepository = undefined;',
  },
};

/** @satisfies {import('rolldown').InputOptions} */
const shared = {
  cwd: root,
  platform: 'node',
  tsconfig: path.join(root, 'tsconfig.json'),
  experimental: { resolveNewUrlToAsset: true },
  onLog(level, log, report) {
    if (!expected.has(log.code ?? '')) {
      report(level, log);
    }
  },
};

/**
 * Files by the names that they have in dist/, without their ending.
 * @param {readonly string[]} files relative to the root
 */
const entries = (files) => Object.fromEntries(files.map((file) => [file.replace(/\.ts$/, ''), `./${file}`]));

/**
 * Builds what a service is started by: its main program and its commands.
 * @param {string} service
 */
async function buildPrograms(service) {
  const source = `apps/${service}/src`;
  const commands = fs.readdirSync(path.join(root, source, 'commands'));
  const build = await rolldown({
    ...shared,
    input: entries([`${source}/main.ts`, ...commands.map((file) => `${source}/commands/${file}`)]),
    external: packages,
    plugins: [oneTypeOrm],
  });
  await build.write({
    dir: output,
    sourcemap: true,
    // Loggers and the tables' entities go by the names of classes.
    keepNames: true,
    entryFileNames: '[name].js',
    chunkFileNames: `apps/${service}/chunks/[name]-[hash].js`,
    assetFileNames: `apps/${service}/assets/[name]-[hash][extname]`,
  });
  await build.close();
}

/** Builds what the tools read, module by module, so that they share packages with it. */
async function buildModules() {
  const build = await rolldown({
    ...shared,
    input: entries([
      'libs/contracts/src/index.ts',
      'libs/platform/src/index.ts',
      ...services.flatMap((name) => [`apps/${name}/src/app.module.ts`, `apps/${name}/src/config.ts`]),
    ]),
    external: (id) => !own.test(id) && !path.isAbsolute(id),
  });
  await build.write({
    dir: output,
    preserveModules: true,
    preserveModulesRoot: root,
    entryFileNames: '[name].js',
    assetFileNames: 'assets/[name]-[hash][extname]',
  });
  await build.close();
}

for (const folder of ['apps', 'libs']) {
  // What was built from sources that are gone must not be found.
  fs.rmSync(path.join(output, folder), { recursive: true, force: true });
}
await buildModules();
for (const service of services) {
  await buildPrograms(service);
}
