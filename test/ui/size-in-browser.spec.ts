import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { webFolder } from '../../tools/origin/web-ui.mjs';
import { reportMeasurement } from './support/measurements.js';

const mostJavaScriptBytes = 185_000;

/** An entry of the build manifest: a file and its static imports. */
interface BuiltFile {
  file: string;
  imports?: string[];
}

const folder = path.resolve(import.meta.dirname, '../..', webFolder);

/** The files that must load before a page made of these sources can be shown. */
function filesOf(sources: readonly string[]): Set<string> {
  const built = JSON.parse(readFileSync(path.join(folder, 'files.json'), 'utf8')) as Record<
    string,
    BuiltFile
  >;
  const files = new Set<string>();
  const add = (source: string): void => {
    const { file, imports = [] } = built[source] ?? { file: '' };
    if (file === '') {
      throw new Error(`the build manifest has no entry for ${source}`);
    }
    if (!files.has(file)) {
      files.add(file);
      imports.forEach(add);
    }
  };
  sources.forEach(add);
  return files;
}

describe('The built web UI', () => {
  it('loads at most 185,000 bytes of JavaScript for the first page', () => {
    const texts = ['common', 'tasks'].map((area) => `src/i18n/english/${area}.ts`);
    const files = filesOf(['index.html', 'src/tasks/tasks-page.tsx', ...texts]);
    const bytes = [...files].reduce((sum, file) => sum + statSync(path.join(folder, `${file}.br`)).size, 0);
    reportMeasurement(
      'JavaScript of the first page',
      `${bytes.toLocaleString('en')} bytes compressed by brotli`,
    );
    expect(bytes).toBeLessThanOrEqual(mostJavaScriptBytes);
  });
});
