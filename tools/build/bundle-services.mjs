// @ts-check
// Builds the services from TypeScript into dist/: a bundle for each program, and the separate modules that tools
// import. Does not check types; `npm run check` does. Usage: node tools/build/bundle-services.mjs
import fs from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';

const root = path.resolve(import.meta.dirname, '../..');
const output = path.join(root, 'dist');
const services = ['auth', 'finance', 'tasks'];

/** Not bundled: native code, and a package that locates its files relative to itself. */
const packages = /^(@node-rs\/argon2|swagger-ui-dist)(\/|$)/;

/** Modules of this repository, and the helpers that the bundler injects. */
const own = /^(@ates\/|@oxc-project\/runtime\/|\.|\0)/;

/** Expected warnings: optional packages that are not installed, and `eval` in third-party code. */
const expected = new Set(['UNRESOLVED_IMPORT', 'EVAL']);

/**
 * @nestjs/typeorm probes for classes that TypeORM 1 no longer has, by loading all of TypeORM a second time. That takes a
 * fifth of the start.
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
 * Maps files to their names in dist/ without extension.
 * @param {readonly string[]} files relative to the root
 */
const entries = (files) => Object.fromEntries(files.map((file) => [file.replace(/\.ts$/, ''), `./${file}`]));

/**
 * Bundles the programs of a service: main and its commands.
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
    // Node keeps the text of a module and its whole source map in memory: without comments and sources, and with one byte
    // per character, a service takes some 30 MB less.
    sourcemap: true,
    sourcemapExcludeSources: true,
    comments: { legal: true, annotation: false, jsdoc: false },
    charset: 'ascii',
    // Loggers and entities use class names.
    keepNames: true,
    entryFileNames: '[name].js',
    chunkFileNames: `apps/${service}/chunks/[name]-[hash].js`,
    assetFileNames: `apps/${service}/assets/[name]-[hash][extname]`,
  });
  await build.close();
}

/** Builds what tools import as separate modules, so that both use the same package instances. */
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
  // Removes output of deleted sources.
  fs.rmSync(path.join(output, folder), { recursive: true, force: true });
}
await buildModules();
for (const service of services) {
  await buildPrograms(service);
}
