// @ts-check
// Checks manifests by the types of Kubernetes' API: the compiler gets each document as an object literal of its type, so it finds
// fields that don't exist, values of a wrong type and missing fields, and suggests names.
import path from 'node:path';
import ts from 'typescript';

/** @typedef {import('./manifests.mjs').Manifest} Manifest */

/** API groups whose types are in custom-resources.d.ts. */
const customGroups = ['postgresql.cnpg.io', 'barmancloud.cnpg.io', 'rabbitmq.com'];

/** @type {ts.CompilerOptions} */
const options = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
};

/**
 * The module with the type of a document: `kubernetes-types/apps/v1.js` for `apps/v1`. Groups are named without their domain.
 * @param {string} apiVersion
 */
function moduleOf(apiVersion) {
  const [version = '', group = 'core'] = apiVersion.split('/').reverse();
  return customGroups.includes(group)
    ? './custom-resources.js'
    : `kubernetes-types/${group.split('.')[0]}/${version}.js`;
}

/** @param {Manifest} manifest */
const programOf = ({ apiVersion, kind, document }) =>
  [
    `import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';`,
    `import type { ${kind} } from '${moduleOf(apiVersion)}';`,
    `type Named = { apiVersion: string; kind: string; metadata: ObjectMeta & { name: string } };`,
    `export const document: ${kind} & Named = ${JSON.stringify(document, null, 2)};`,
    '',
  ].join('\n');

/**
 * What is wrong with the manifests, one line for each finding; empty if nothing is.
 * @param {string} root of the repository
 * @param {readonly Manifest[]} manifests
 */
export function typeProblems(root, manifests) {
  // They don't exist on disk. Beside custom-resources.d.ts, which they import.
  const programs = new Map(
    manifests.map((manifest, index) => [
      path.join(root, 'tools/checks', `manifest-${index}.ts`),
      { manifest, text: programOf(manifest) },
    ]),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => programs.has(path.normalize(name)) || fileExists(name);
  host.readFile = (name) => programs.get(path.normalize(name))?.text ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const program = programs.get(path.normalize(name));
    return program ? ts.createSourceFile(name, program.text, version) : getSourceFile(name, version, ...rest);
  };
  host.getCurrentDirectory = () => root;
  const program = ts.createProgram([...programs.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const found = programs.get(path.normalize(diagnostic.file?.fileName ?? ''));
    const where = found
      ? `${found.manifest.file}, ${found.manifest.kind} ${found.manifest.metadata.name}: `
      : '';
    return `${where}${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
  });
}
