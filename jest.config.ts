import type { Config } from 'jest';

// jest on Node 20 cannot require() ES modules, and Nest 12 is ESM only. So inside jest, and only there,
// swc turns our TypeScript and node_modules into CommonJS; what we ship stays ESM.
const forNode = (parser: object) => ({
  target: 'es2023',
  parser,
  transform: { legacyDecorator: true, decoratorMetadata: true },
  keepClassNames: true,
});
const commonJs = { type: 'commonjs' };

const config: Config = {
  testEnvironment: 'node',
  testRegex: '\\.spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.data/'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: forNode({ syntax: 'typescript', decorators: true }),
        module: commonJs,
        sourceMaps: 'inline',
      },
    ],
    '^.+\\.m?js$': ['@swc/jest', { jsc: forNode({ syntax: 'ecmascript' }), module: commonJs }],
  },
  transformIgnorePatterns: ['node_modules/(@swc|typescript|axe-core|playwright-core)/'],
  moduleNameMapper: {
    '^@ates/(contracts|platform|messaging|identity)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'],
  },
  // Against a test that hangs, not a measure: whole systems are started and killed, on machines that others use too.
  testTimeout: 240_000,
};

export default config;
