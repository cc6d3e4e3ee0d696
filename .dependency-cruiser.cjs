// The floors of the house (docs/architecture.md, CONTRIBUTING.md). A rule here is a promise; change the house, not the rule.

const library = (name) => `^libs/${name}/`;
const libraries = (...names) => `^libs/(${names.join('|')})/`;
/** The folders of the web UI that every feature stands on, from the ground up. */
const webFloors = ['i18n', 'session', 'api', 'data', 'components'];
const webFeatures = ['tasks', 'money', 'books', 'analytics', 'people', 'security'];
const webSource = (...folders) => `^apps/web/src/(${folders.join('|')})/`;
const appSource = '^apps/([^/]+)/src/';

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Modules that need each other are one module, or one of them stands on the wrong floor.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'contracts-import-zod-alone',
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
      name: 'edge-imports-nothing',
      comment: 'The origin runs it as it stands, without a build and, in its image, without the rest.',
      severity: 'error',
      from: { path: '^libs/platform/src/edge/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/platform/src/edge/', dependencyTypesNot: ['core', 'type-only', 'type-import'] },
    },
    {
      name: 'security-log-stands-on-contracts-and-platform',
      severity: 'error',
      from: { path: library('security-log'), pathNot: '/test/|\\.spec\\.ts$' },
      to: { path: libraries('messaging', 'identity') },
    },
    {
      name: 'messaging-stands-on-contracts-platform-and-security-log',
      severity: 'error',
      from: { path: library('messaging'), pathNot: '/test/|\\.spec\\.ts$' },
      to: { path: libraries('identity', 'mail') },
    },
    {
      name: 'identity-stands-on-contracts-and-platform',
      severity: 'error',
      from: { path: library('identity'), pathNot: '/test/|\\.spec\\.ts$' },
      to: { path: libraries('messaging', 'mail') },
    },
    {
      name: 'mail-stands-on-contracts-and-platform',
      severity: 'error',
      from: { path: library('mail'), pathNot: '/test/|\\.spec\\.ts$' },
      to: { path: libraries('messaging', 'identity') },
    },
    {
      name: 'libraries-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'libraries-are-entered-by-their-index',
      severity: 'error',
      from: { path: ['^apps/(?!web/)', '^test/', '^libs/([^/]+)/'] },
      to: { path: '^libs/([^/]+)/src/(?!index\\.ts$)', pathNot: '^libs/$1/' },
    },
    {
      name: 'web-imports-of-the-libraries-text-alone',
      comment: 'What browsers load is weighed: those files are pure, and bring no zod.',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^libs/', pathNot: '^libs/contracts/src/(task-)?text\\.ts$' },
    },
    {
      name: 'text-imports-nothing',
      comment: 'It goes to browsers as well.',
      severity: 'error',
      from: { path: '^libs/contracts/src/(task-)?text\\.ts$' },
      to: { pathNot: '^libs/contracts/src/text\\.ts$' },
    },
    {
      name: 'apps-know-no-other-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/([^/]+)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'only-main-knows-the-app-module',
      severity: 'error',
      from: { path: '^apps/', pathNot: ['^apps/[^/]+/src/(main|commands/[^/]+)\\.ts$', '/test/'] },
      to: { path: '/app\\.module\\.ts$' },
    },
    {
      name: 'edges-are-at-the-edge',
      comment:
        'Controllers, consumers and schedules call use cases and queries; only their module knows them.',
      severity: 'error',
      from: { path: appSource, pathNot: '\\.module\\.ts$|\\.spec\\.ts$' },
      to: { path: '\\.(controller|consumer|schedule)\\.ts$' },
    },
    {
      name: 'entities-are-at-the-bottom',
      severity: 'error',
      from: { path: '\\.entity\\.ts$' },
      to: { path: appSource, pathNot: '\\.entity\\.ts$|/(roles|status|money)\\.ts$' },
    },
    {
      name: 'tasks-features-point-one-way',
      comment: 'tasks -> users',
      severity: 'error',
      from: { path: '^apps/tasks/src/users/' },
      to: { path: '^apps/tasks/src/(tasks|reassignments)/' },
    },
    {
      name: 'finance-features-point-one-way',
      comment: 'days -> statements; analytics, payouts, statements -> ledger -> tasks -> users',
      severity: 'error',
      from: { path: '^apps/finance/src/(users|tasks)/' },
      to: { path: '^apps/finance/src/(ledger|payouts|statements|analytics)/' },
    },
    {
      name: 'finance-users-know-no-tasks',
      severity: 'error',
      from: { path: '^apps/finance/src/users/' },
      to: { path: '^apps/finance/src/tasks/' },
    },
    ...webFloors.flatMap((floor, index) => ({
      name: `web-${floor}-knows-no-floor-above`,
      comment: `From the ground up: ${webFloors.join(', ')}, then the features, then app, which alone knows them all.`,
      severity: 'error',
      from: { path: webSource(floor) },
      to: { path: webSource(...webFloors.slice(index + 1), ...webFeatures, 'app') },
    })),
    {
      name: 'web-features-know-no-other',
      severity: 'error',
      from: { path: `^apps/web/src/(${webFeatures.join('|')})/` },
      to: { path: webSource(...webFeatures, 'app'), pathNot: '^apps/web/src/$1/' },
    },
    {
      name: 'web-folders-are-all-in-these-rules',
      severity: 'error',
      from: {
        path: '^apps/web/src/',
        pathNot: [webSource(...webFloors, ...webFeatures, 'app'), '^apps/web/src/main\\.tsx$'],
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
      comment: 'Nobody imports it: it is dead, or its module forgot it.',
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
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'shipped-code-needs-no-development-package',
      severity: 'error',
      // The web UI is shipped as it was bundled, with all that it needs.
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
