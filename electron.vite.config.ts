import { defineConfig } from 'electron-vite';
export default defineConfig({
  main: { build: { externalizeDeps: false, rollupOptions: { input: { engine: 'src/engine/index.ts' } } } },
});
