// @ts-check
// Checks that every field of the manifests for Kubernetes exists and has the right type: node tools/checks/kubernetes.mjs
// manifests.spec.ts checks what they say.
import path from 'node:path';
import { typeProblems } from './manifest-types.mjs';
import { installations, manifestsOf } from './manifests.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/** All documents, each once. */
function allManifests() {
  const all = Object.values(installations).flatMap((folders) => manifestsOf(root, folders));
  return [...new Map(all.map((manifest) => [JSON.stringify(manifest), manifest])).values()];
}

const manifests = allManifests();
const problems = typeProblems(root, manifests);
for (const problem of problems) {
  console.error(problem);
}
if (problems.length > 0) {
  process.exit(1);
}
console.log(`All ${manifests.length} manifests have the fields and types of Kubernetes' API.`);
