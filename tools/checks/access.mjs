// @ts-check
// Checks the access rules: every declared route has a row in the role table in test/roles, which generates
// docs/access.md.
//   node tools/checks/access.mjs           checks that each declared route has a row and that docs/access.md is up to date
//   node tools/checks/access.mjs --write   writes docs/access.md
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../..');
const source = path.join(root, 'test/roles');
const built = path.join(root, 'dist/roles');
const page = path.join(root, 'docs/access.md');

/** The table is plain data in TypeScript; with its types stripped, Node can import it. */
async function readTable() {
  fs.rmSync(built, { recursive: true, force: true });
  fs.mkdirSync(built, { recursive: true });
  for (const file of fs.readdirSync(source)) {
    const { outputText } = ts.transpileModule(fs.readFileSync(path.join(source, file), 'utf8'), {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ES2022 },
    });
    fs.writeFileSync(path.join(built, file.replace(/\.ts$/, '.js')), outputText);
  }
  const { accessPage } = await import(pathToFileURL(path.join(built, 'access-page.js')).href);
  const { roleTable } = await import(pathToFileURL(path.join(built, 'role-table.js')).href);
  return {
    text: /** @type {string} */ (accessPage()),
    routes: new Set(
      roleTable.map(
        (/** @type {{ service: string, route: string }} */ row) => `${row.service}: ${row.route}`,
      ),
    ),
  };
}

const controller = /@Controller\('([^']*)'\)/;
const route = /@(Get|Post|Put|Patch|Delete|Sse)\((?:'([^']*)')?\)/g;

/**
 * The routes that a file declares, found in its text, which is fast. test/role-table.spec.ts checks running services.
 * @param {string} file
 * @returns {string[]}
 */
function declaredRoutes(file) {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  const prefix = controller.exec(text)?.[1];
  if (prefix === undefined) {
    return [];
  }
  // A route declared in a library exists in every service.
  const services = file.startsWith('apps/') ? [file.split('/')[1]] : ['auth', 'tasks', 'finance'];
  const routes = [...text.matchAll(route)].map(([, method = '', rest]) => {
    const address = rest === undefined ? `/${prefix}` : `/${prefix}/${rest}`;
    const verb = method === 'Sse' ? 'GET' : method.toUpperCase();
    return `${verb} ${address.replaceAll(/:(\w+)/g, '{$1}')}`;
  });
  return services.flatMap((service) => routes.map((declared) => `${service}: ${declared}`));
}

const sourceFiles = () =>
  ['apps', 'libs'].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file}`)
      .filter((file) => file.includes('/src/') && file.endsWith('.ts') && !file.endsWith('.spec.ts')),
  );

const { text, routes } = await readTable();
if (process.argv.includes('--write')) {
  fs.writeFileSync(page, text);
}
const problems = sourceFiles()
  .flatMap(declaredRoutes)
  .filter((declared) => !routes.has(declared))
  .map((declared) => `${declared} has no row in test/roles. Add one that says who may use it.`);
if (!fs.existsSync(page) || fs.readFileSync(page, 'utf8') !== text) {
  problems.push('docs/access.md does not match test/roles. Run npm run access:write.');
}
for (const problem of problems) {
  console.error(problem);
}
if (problems.length > 0) {
  process.exit(1);
}
console.log(`All ${routes.size} routes have rows, and docs/access.md is up to date.`);
