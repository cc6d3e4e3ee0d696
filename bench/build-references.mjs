// @ts-check
// Builds the references that are written in TypeScript, because Nest needs decorators, into dist/bench/.
import path from 'node:path';
import { rolldown } from 'rolldown';

const programs = ['tasks.main', 'producer.main', 'consumer.main'];

/**
 * @param {string} root
 * @returns {Promise<string>} the folder with the programs
 */
export async function buildReferences(root) {
  const folder = path.join(root, 'dist/bench');
  const build = await rolldown({
    cwd: root,
    platform: 'node',
    tsconfig: path.join(root, 'tsconfig.json'),
    input: Object.fromEntries(programs.map((name) => [name, `bench/references/nest/${name}.ts`])),
    external: (id) =>
      !id.startsWith('.') &&
      !path.isAbsolute(id) &&
      !id.startsWith('bench/') &&
      !id.startsWith('\0') &&
      !id.startsWith('@oxc-project/'),
  });
  await build.write({ dir: folder, entryFileNames: '[name].mjs', keepNames: true });
  await build.close();
  return folder;
}
