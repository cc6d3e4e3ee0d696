// The layers of the code (docs/architecture.md, CONTRIBUTING.md). When code breaks a rule, change the code, not the
// rule.

const library = (name) => `^libs/${name}/`;
const libraries = (...names) => `^libs/(${names.join('|')})/`;
/** The shared folders of the web UI, lowest layer first. */
const webLayers = ['i18n', 'session', 'api', 'data', 'components'];
const webFeatures = ['tasks', 'money', 'books', 'analytics', 'people', 'security'];
const webSource = (...folders) => `^apps/web/src/(${folders.join('|')})/`;
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
      to: { path: libraries('contracts', 'security-log', 'messaging', 'identity', 'mail') },
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
      to: { path: libraries('messaging', 'identity') },
    },
    {
      name: 'messaging-imports-only-contracts-platform-and-security-log',
      severity: 'error',
      from: { path: library('messaging'), pathNot: '/test/|\\.spec\\.ts$' },
      to: { path: libraries('identity', 'mail') },
    },
    {
      name: 'identity-imports-only-contracts-and-platform',
      severity: 'error',
      from: { path: library('identity'), pathNot: '/test/|\\.spec\\.ts$' },
      to: { path: libraries('messaging', 'mail') },
    },
    {
      name: 'mail-imports-only-contracts-and-platform',
      severity: 'error',
      from: { path: library('mail'), pathNot: '/test/|\\.spec\\.ts$' },
      to: { path: libraries('messaging', 'identity') },
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
      comment: 'It is also bundled for browsers.',
      severity: 'error',
      from: { path: '^libs/contracts/src/(task-)?text\\.ts$' },
      to: { pathNot: '^libs/contracts/src/text\\.ts$' },
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
    {
      name: 'tasks-features-depend-one-way',
      comment: 'tasks -> users',
      severity: 'error',
      from: { path: '^apps/tasks/src/users/' },
      to: { path: '^apps/tasks/src/(tasks|reassignments)/' },
    },
    {
      name: 'finance-features-depend-one-way',
      comment: 'days -> statements; analytics, payouts, statements -> ledger -> tasks -> users',
      severity: 'error',
      from: { path: '^apps/finance/src/(users|tasks)/' },
      to: { path: '^apps/finance/src/(ledger|payouts|statements|analytics)/' },
    },
    {
      name: 'finance-users-do-not-import-tasks',
      severity: 'error',
      from: { path: '^apps/finance/src/users/' },
      to: { path: '^apps/finance/src/tasks/' },
    },
    ...webLayers.flatMap((layer, index) => ({
      name: `web-${layer}-imports-no-layer-above`,
      comment: `Layers from the bottom: ${webLayers.join(', ')}, then the features, then app, the only one that imports them all.`,
      severity: 'error',
      from: { path: webSource(layer) },
      to: { path: webSource(...webLayers.slice(index + 1), ...webFeatures, 'app') },
    })),
    {
      name: 'web-features-import-no-other-feature',
      severity: 'error',
      from: { path: `^apps/web/src/(${webFeatures.join('|')})/` },
      to: { path: webSource(...webFeatures, 'app'), pathNot: '^apps/web/src/$1/' },
    },
    {
      name: 'every-web-folder-has-a-rule',
      severity: 'error',
      from: {
        path: '^apps/web/src/',
        pathNot: [webSource(...webLayers, ...webFeatures, 'app'), '^apps/web/src/main\\.tsx$'],
      },
      to: {},
    },
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
          '^tools/',
          '^apps/[^/]+/static/',
          'vitest\\.config\\.ts$',
          '\\.config\\.cjs$',
          '^bench/',
        ],
      },
      to: {},
    },
    {
      name: 'no-unresolved-imports',
      severity: 'error',
      from: {},
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
