// @ts-check
// Reads the manifests for Kubernetes in deploy/kubernetes. The kustomizations are lists of resources without patches, so what
// Kustomize makes of them is the documents in these files.
import fs from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

/**
 * @typedef {{ name: string, namespace?: string, labels?: Record<string, string>, annotations?: Record<string, string> }} Metadata
 *
 * @typedef {object} Manifest one document of a file
 * @property {string} file relative to the root of the repository
 * @property {string} apiVersion
 * @property {string} kind
 * @property {Metadata} metadata
 * @property {object} document all of it, as read
 */

/** The folders that can be applied together, by the name of what they install. */
export const installations = {
  small: ['small'],
  production: ['production'],
  'production with reads': ['production', 'reads'],
};

const folderOfAll = 'deploy/kubernetes';
const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };

/**
 * The documents of an installation, in the order of their files.
 * @param {string} root of the repository
 * @param {readonly string[]} folders
 * @returns {Manifest[]}
 * @throws {Error} when a kustomization has more than resources, or two documents describe the same object
 */
export function manifestsOf(root, folders) {
  const manifests = folders.flatMap((folder) => manifestsIn(root, path.posix.join(folderOfAll, folder)));
  const known = new Set();
  for (const manifest of manifests) {
    const name = nameOf(manifest);
    if (known.has(name)) {
      throw new Error(`${manifest.file}: ${name} is there twice`);
    }
    known.add(name);
  }
  return manifests;
}

/** @param {Pick<Manifest, 'kind' | 'metadata'>} manifest */
export const nameOf = ({ kind, metadata }) => `${kind} ${metadata.name}`;

/**
 * @param {string} root
 * @param {string} folder
 * @returns {Manifest[]}
 */
function manifestsIn(root, folder) {
  return resourcesOf(root, folder).flatMap((resource) => {
    const address = path.posix.join(folder, resource);
    return fs.statSync(path.join(root, address)).isDirectory()
      ? manifestsIn(root, address)
      : documentsOf(root, address);
  });
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function resourcesOf(root, folder) {
  const file = path.posix.join(folder, 'kustomization.yaml');
  const [document, ...others] = parsed(root, file);
  const { resources, ...rest } = /** @type {{ resources?: unknown }} */ (document);
  const isList = Array.isArray(resources) && resources.every((resource) => typeof resource === 'string');
  if (others.length > 0 || !isList || JSON.stringify(rest) !== JSON.stringify(kustomization)) {
    throw new Error(`${file} must have a list of resources and nothing else, so that it can be checked`);
  }
  return resources;
}

/**
 * @param {string} root
 * @param {string} file
 * @returns {Manifest[]}
 */
function documentsOf(root, file) {
  return parsed(root, file).map((document) => {
    const { apiVersion, kind, metadata } = /** @type {Manifest} */ (document);
    if (!apiVersion || !kind || !metadata?.name) {
      throw new Error(`${file}: a document has no apiVersion, kind or metadata.name`);
    }
    return { file, apiVersion, kind, metadata, document: /** @type {object} */ (document) };
  });
}

/**
 * The documents of a file; a key that is there twice is an error, too.
 * @param {string} root
 * @param {string} file
 * @returns {unknown[]}
 */
function parsed(root, file) {
  const documents = parseAllDocuments(fs.readFileSync(path.join(root, file), 'utf8'));
  return documents.map((document) => {
    const [error] = document.errors;
    if (error) {
      throw new Error(`${file}: ${error.message}`);
    }
    return document.toJS();
  });
}
