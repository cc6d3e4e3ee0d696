import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const output = join(import.meta.dirname, '../../dist/web');
const compressible = /\.(js|css|svg|html|webmanifest)$/;

/** Leaves each file's compressed forms beside it, so that they are made once and not for each who asks. */
const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  closeBundle() {
    const files = readdirSync(output, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => compressible.test(name))) {
      const path = join(output, file);
      const content = readFileSync(path);
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
      writeFileSync(`${path}.br`, brotliCompressSync(content, quality));
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    }
  },
});

export default defineConfig({
  root: import.meta.dirname,
  plugins: [compressed()],
  build: {
    outDir: output,
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: the policy allows no data: addresses for scripts and styles.
    assetsInlineLimit: 0,
    // Which files a page needs, for the server and for the test that weighs the first page.
    manifest: 'files.json',
    // What the first page may weigh is a test's matter (apps/web/test).
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // The hidden frame of the silent sign-in loads this and nothing else.
            { name: 'sign-in', test: /[\\/](oidc-client-ts|jwt-decode|silent-redirect)/, priority: 2 },
            // What every page needs, in one file: many small ones would compress worse, by a tenth of the first page.
            {
              name: 'frame',
              test: /[\\/](web[\\/]src[\\/]app[\\/]app\.tsx$|node_modules[\\/]react-dom[\\/])/,
              priority: 1,
            },
          ],
        },
      },
      input: ['index.html', 'silent.html'].map((page) => join(import.meta.dirname, page)),
      onwarn: (warning, warn) => {
        // "use client" in libraries means something to other bundlers.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') {
          warn(warning);
        }
      },
    },
  },
});
