import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Builds the page into `dist/web`, which `tserini serve` serves. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // A data: address would need its own line in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // `TSERINI_SERVER=http://127.0.0.1:8080 npx vite src/web` shows the page with changes as they are made.
  server: { proxy: { '/v1': process.env.TSERINI_SERVER ?? 'http://127.0.0.1:8080' } },
});
