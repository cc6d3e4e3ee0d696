// The layers of the code (docs/architecture.md, CONTRIBUTING.md). When code breaks a rule, change the code, not the
// rule.

const library = (name) => `^libs/${name}/`;
const libraries = (...names) => `^libs/(${names.join('|')})/`;
/**
 * The folders of each program in layers, from the bottom up: a folder imports only from lower layers, never from its own
 * or a higher one. Files directly in `src` (configuration, metrics, the module that assembles the program), and
 * `tools/run.mjs`, are outside.
 */
const layers = {
  'libs/platform': [['edge'], ['database'], ['downloads', 'http', 'streams']],
  'libs/messaging': [
    ['messages', 'outbox'],
    ['consuming'],
    ['feed'],
    ['reconciliation'],
    ['rabbitmq', 'changes'],
    ['parking'],
  ],
  'libs/identity': [['requests'], ['issuer'], ['access', 'calls'], ['users']],
  'apps/auth': [
    ['credentials', 'database', 'keys', 'limits', 'sessions'],
    ['pages'],
    ['links'],
    ['mails'],
    ['invitations', 'reset-links'],
    ['users'],
    ['oidc'],
    ['clients', 'joining', 'password-reset'],
    ['commands', 'expired-rows'],
  ],
  'apps/tasks': [
    ['analytics', 'database', 'notifications', 'users'],
    ['digests', 'prices', 'tasks'],
    ['commands', 'reassignments'],
  ],
  'apps/finance': [
    ['database', 'tasks', 'users'],
    ['ledger'],
    ['payouts', 'statements'],
    ['days'],
    ['analytics', 'journal'],
    ['commands', 'verification'],
  ],
  'apps/web': [
    ['i18n'],
    ['session'],
    ['api'],
    ['data'],
    ['components'],
    ['tasks', 'money', 'books', 'analytics', 'people', 'security'],
    ['notifications', 'today'],
    ['app'],
  ],
  tools: [
    ['terminal'],
    ['processes'],
    ['origin', 'servers'],
    ['build'],
    ['run'],
    ['checks', 'demo'],
    ['bench'],
  ],
};

/** @param {string} program */
const sourceOf = (program) => (program === 'tools' ? program : `${program}/src`);

/** @type {(program: string, folders: string[]) => string} */
const foldersOf = (program, folders) => `^${sourceOf(program)}/(${folders.join('|')})/`;

/** For each folder: no import from its own layer or a higher one; and no folder that is in no layer. */
const layerRules = Object.entries(layers).flatMap(([program, stack]) => [
  ...stack.flatMap((layer, index) =>
    layer.map((folder) => ({
      name: `${program}/${folder}-imports-only-from-below`,
      comment: `Layers of ${program} from the bottom: ${stack.map((names) => names.join(', ')).join(' < ')}.`,
      severity: 'error',
      from: { path: foldersOf(program, [folder]), pathNot: '\\.spec\\.ts$' },
      to: { path: foldersOf(program, stack.slice(index).flat()), pathNot: foldersOf(program, [folder]) },
    })),
  ),
  {
    name: `${program}-has-no-folder-without-a-layer`,
    severity: 'error',
    from: { path: `^${sourceOf(program)}/[^/]+/`, pathNot: foldersOf(program, stack.flat()) },
    to: {},
  },
]);

const appSource = '^apps/([^/]+)/src/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Modules that import each other should be one module, or one of them is in the wrong layer.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'contracts-import-only-zod',
      severity: 'error',
      from: { path: library('contracts'), pathNot: '\\.spec\\.ts$' },
      to: { pathNot: [library('contracts'), 'node_modules/zod/'] },
    },
    {
      name: 'platform-imports-no-library',
      severity: 'error',
      from: { path: library('platform'), pathNot: '/test/|\\.spec\\.ts$' },
      to: { path: libraries('contracts', 'security-log', 'messaging', 'identity', 'mail', 'service') },
    },
    {
      name: 'edge-imports-no-other-folder',
      comment: 'The origin runs these files without a build and, in its image, without the rest of the code.',
      severity: 'error',
      from: { path: '^libs/platform/src/edge/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/platform/src/edge/', dependencyTypesNot: ['core', 'type-only', 'type-import'] },
    },
    {
      name: 'security-log-imports-only-contracts-and-platform',
      severity: 'error',
      from: { path: library('security-log'), pathNot: '/test/|\\.spec\\.ts$' },
      to: { path: libraries('messaging', 'identity', 'mail', 'service') },
    },
    {
      name: 'messaging-imports-only-contracts-platform-and-security-log',
      severity: 'error',
      from: { path: library('messaging'), pathNot: '/test/|\\.spec\\.ts$' },
      to: { path: libraries('identity', 'mail', 'service') },
    },
    {
      name: 'identity-imports-only-contracts-and-platform',
      severity: 'error',
      from: { path: library('identity'), pathNot: '/test/|\\.spec\\.ts$' },
      to: { path: libraries('messaging', 'mail', 'service') },
    },
    {
      name: 'mail-imports-only-contracts-and-platform',
      severity: 'error',
      from: { path: library('mail'), pathNot: '/test/|\\.spec\\.ts$' },
      to: { path: libraries('messaging', 'identity', 'service') },
    },
    {
      name: 'libraries-import-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'libraries-are-imported-through-their-index',
      severity: 'error',
      from: { path: ['^apps/(?!web/)', '^test/', '^libs/([^/]+)/'] },
      to: { path: '^libs/([^/]+)/src/(?!index\\.ts$)', pathNot: '^libs/$1/' },
    },
    {
      name: 'web-imports-only-text-from-libraries',
      comment: 'Keeps the bundle small: these files are pure and do not import zod.',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^libs/', pathNot: '^libs/contracts/src/(task-)?text\\.ts$' },
    },
    {
      name: 'text-imports-nothing',
      comment: 'They are also bundled for browsers.',
      severity: 'error',
      from: { path: '^libs/contracts/src/((task-)?text|refusal)\\.ts$' },
      to: { pathNot: '^libs/contracts/src/(text|refusal)\\.ts$' },
    },
    {
      name: 'apps-import-no-other-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/([^/]+)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'only-main-imports-the-app-module',
      severity: 'error',
      from: { path: '^apps/', pathNot: ['^apps/[^/]+/src/(main|commands/[^/]+)\\.ts$', '/test/'] },
      to: { path: '/app\\.module\\.ts$' },
    },
    {
      name: 'only-modules-import-edges',
      comment:
        'Controllers, consumers and schedules call use cases and queries; only their own module imports them.',
      severity: 'error',
      from: { path: appSource, pathNot: '\\.module\\.ts$|\\.spec\\.ts$' },
      to: { path: '\\.(controller|consumer|schedule)\\.ts$' },
    },
    {
      name: 'entities-import-no-other-layer',
      severity: 'error',
      from: { path: '\\.entity\\.ts$' },
      to: { path: appSource, pathNot: '\\.entity\\.ts$|/(roles|status|money)\\.ts$' },
    },
    ...layerRules,
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { path: ['^apps/[^/]+/src/', '^libs/[^/]+/src/'], pathNot: '\\.spec\\.ts$' },
      to: { path: ['^test/', '/test/', '\\.spec\\.ts$'] },
    },
    {
      name: 'no-orphans',
      comment: 'No file imports it: it is dead code, or its module forgot to import it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.spec\\.ts$',
          '\\.d\\.ts$',
          '^apps/[^/]+/static/',
          'vitest\\.config\\.ts$',
          '\\.config\\.cjs$',
        ],
      },
      to: {},
    },
    {
      name: 'no-unresolved-imports',
      comment:
        'The packages of the benchmark and of mutation tests are installed only for them (docs/adr/0030).',
      severity: 'error',
      from: { pathNot: '^(bench|mutation)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'shipped-code-imports-no-development-package',
      severity: 'error',
      // The web UI is excluded: it is shipped as a bundle that contains its packages.
      from: { path: ['^apps/(?!web/)[^/]+/src/', '^libs/[^/]+/src/'], pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.data)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
