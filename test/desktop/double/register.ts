import { registerHooks } from 'node:module';

// Puts the double in Electron's place for whatever bundle is loaded after this.
const double = new URL('./electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
});
