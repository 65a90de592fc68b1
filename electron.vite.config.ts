import { chmod } from 'node:fs/promises';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/**
 * npm gives a program the right to run when it links it, once; each build puts another file in its place, and `npx scram kill` would
 * be refused after the next `npm start`.
 */
const runnableCli = { name: 'runnable-cli', writeBundle: () => chmod(resolve('out/main/cli.cjs'), 0o755) };

/**
 * `main` holds everything that runs in Node. CommonJS, because importing Node's own modules the ES way loads parts of them that
 * the engine never uses (14 MB resident for `node:http` alone), and bundled whole, so that a start reads three files, not a tree.
 */
export default defineConfig({
  main: {
    plugins: [runnableCli],
    build: {
      externalizeDeps: false,
      sourcemap: true,
      rollupOptions: {
        // Each finds its compiled part, or the programs that it brings along, beside its own files.
        // grammY's HTTP client uses parts of Node that a program is warned of on its error output, but not where it lies in node_modules.
        // iconv-lite, a part of Express, is half a megabyte of tables for East Asian text, which it leaves on the disk until they are wanted.
        external: ['serialport', '@napi-rs/keyring', 'node-notifier', 'grammy', 'iconv-lite'],
        input: {
          engine: resolve('src/engine/main.ts'),
          'journal-worker': resolve('src/engine/journal/worker.ts'),
          'bot-helper': resolve('src/engine/bots/helper/main.ts'),
          cli: resolve('src/cli/index.ts'),
          app: resolve('src/main/index.ts'),
        },
        output: {
          format: 'cjs',
          // An engine holds its source in memory: without comments but the legal ones, and in ASCII, because one other character doubles all of them.
          comments: { legal: true, annotation: false, jsdoc: false },
          minify: { compress: false, mangle: false, codegen: { removeWhitespace: false, asciiOnly: true } },
          entryFileNames: '[name].cjs',
          chunkFileNames: '[name].cjs',
          // zod must not ride along with a small file: `scram kill` sends its signal before it loads anything heavy, and the journal's
          // thread would hold the schemas of the whole engine once more.
          codeSplitting: {
            groups: [
              { name: 'small', test: /src.shared.(assert-never|engine-launch)/, priority: 1 },
              { name: 'shared', test: /node_modules.(zod|big)|src.shared.(?!data-folder)/ },
            ],
          },
        },
      },
    },
  },
  // A sandboxed preload is one CommonJS file that can require nothing but electron.
  preload: {
    build: {
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    // electron-vite leaves code as it is unless it is told otherwise; `main` stays readable, for the traces of its faults.
    build: { minify: true, rollupOptions: { input: resolve('src/renderer/index.html') } },
  },
});
