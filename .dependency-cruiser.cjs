/** Which room may import from which; `docs/architecture.md` has the picture. Each message says what to do instead. */
const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    rule(
      'shared-stands-alone',
      'src/shared is read by every process, so it imports nothing of ours from outside itself and no Node or Electron module. Pass what it needs in as an argument.',
      { path: '^src/shared' },
      { path: '^(src/(?!shared)|electron$)', pathNot: '^src/shared' },
    ),
    rule(
      'shared-has-no-node',
      'src/shared also runs in a browser. Anything that needs Node belongs in src/engine or src/cli.',
      { path: '^src/shared' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'client-knows-only-shared',
      'The client runs in the CLI, the shell and the page alike: it may import src/shared and nothing else of ours.',
      { path: '^src/client' },
      { path: '^src/(?!client|shared)' },
    ),
    rule(
      'engine-is-alone',
      'The engine must run without any client, shell or page. If a client needs it, it belongs in src/shared.',
      { path: '^src/engine' },
      { path: '^src/(client|cli|main|preload|renderer)' },
    ),
    rule(
      'clients-reach-the-engine-by-its-listener',
      'A client imports nothing from inside the engine: it asks over src/client. Only the command line and the app’s one binary may be one, through src/engine/index.ts, bots/helper/main.ts or brokers/paper/serve.ts.',
      { path: '^src/(cli|main|preload|renderer)' },
      { path: '^src/engine', pathNot: '^src/engine/(index|bots/helper/main|brokers/paper/serve)\\.ts$' },
    ),
    rule(
      'the-switch-is-pure',
      'src/engine/switch decides and does nothing else: no I/O, no clock of its own. Take the value as an argument and let the caller act.',
      { path: '^src/engine/switch' },
      { path: '^src/(?!shared|engine/switch|engine/journal/events|engine/brokers/broker)', pathNot: '^node_modules' },
    ),
    rule(
      'the-switch-has-no-node',
      'src/engine/switch decides and does nothing else: no Node module. Take the value as an argument.',
      { path: '^src/engine/switch' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'only-the-shell-knows-electron',
      'Only src/main and src/preload may import electron: everything else must run where there is none.',
      { path: '^src', pathNot: '^src/(main|preload)' },
      { path: '^(electron|node_modules/electron/)' },
    ),
    rule(
      'electron-is-passed-in',
      'Inside the shell Electron is an argument (src/main/electron-api.ts), so that every feature can be tested without it. Types may be imported.',
      { path: '^src/main', pathNot: '^src/main/electron-shell\\.ts$' },
      { path: '^(electron|electron-store|node_modules/electron(-store)?/)', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'the-shell-is-a-client',
      'src/main knows src/client and src/shared; it shares no code with the other clients.',
      { path: '^src/main' },
      { path: '^src/(cli|renderer|preload)/' },
    ),
    rule(
      'the-preload-is-small',
      'The preload is one file of a few functions beside src/shared/desktop-channels.ts; types may be imported.',
      { path: '^src/preload' },
      { path: '^src/(?!preload|shared/desktop-channels)', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'no-cycles',
      'Two files that import each other are one file or three: move what both need into a third.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'source-does-not-import-tests',
      'Product code must not depend on test code. Move the shared part into src.',
      { path: '^src' },
      { path: '^test' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs'] },
  },
};
