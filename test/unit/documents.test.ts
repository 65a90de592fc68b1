import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { controlRoutes, deviceRoutes } from '../../src/shared/api/routes.ts';
import { configJsonSchema, parseConfig } from '../../src/shared/config.ts';

const root = new URL('../../', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = ['README.md', ...globSync(['docs/*.md', 'firmware/*.md', 'clients/*/README.md'], { cwd: root })];
const prose = (path: string): string => read(path).replace(/```.*?```/gs, '');

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
}

test.each(documents)('%s: every link of this repository leads somewhere', (path) => {
  const links = [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  const dead = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : normalize(join(dirname(path), file));
    if (!existsSync(join(root, target))) return true;
    if (anchor === undefined || !target.endsWith('.md')) return false;
    return ![...prose(target).matchAll(/^#+ (.*)$/gm)].some((match) => anchorOf(match[1] ?? '') === anchor);
  });
  expect(dead).toEqual([]);
});

/** The JSON of a document: each object by itself, also where several stand in one block. */
const jsonOf = (path: string): string[] =>
  [...read(path).matchAll(/```json\n(.*?)```/gs)].flatMap(([, text = '']) => text.split(/\n(?=\{)/));
const whole = documents.flatMap((path) => jsonOf(path).filter((text) => text.includes('"brokers"')));
const part = (path: string, wrap: (text: string) => string): string[] =>
  jsonOf(path).flatMap((text) => (text.includes('"brokers"') ? [] : [wrap(text)]));

test.each([
  ...whole,
  ...part('docs/alerts.md', (text) => `{"brokers":{"spot":{"kind":"paper"}},"alerts":${text}}`),
  ...part('docs/bots.md', (text) => `{"brokers":{"spot":{"kind":"paper"}},"bots":{"shown":${text}}}`),
])('a configuration that a document shows is one: %#', (text) => {
  expect(parseConfig(text)).toMatchObject({ ok: true });
});

test('every setting has its word in a document', () => {
  const words = documents.map(read).join('\n');
  const settings = [...settingsOf(configJsonSchema())].filter((name) => name !== '$schema');
  const unsaid = settings.filter((name) => !new RegExp(`[\`".]${name}[\`".]`).test(words));
  expect(unsaid).toEqual([]);
});

/** The names of all settings in a JSON Schema, at any depth. */
function settingsOf(schema: unknown): Set<string> {
  if (typeof schema !== 'object' || schema === null) return new Set();
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return new Set([...own, ...Object.values(schema).flatMap((each) => [...settingsOf(each)])]);
}

const program = new Command();
for (const register of commands) register(program, async () => {});

test('every command that a document names is one, with its options', () => {
  const named = documents.flatMap((path) =>
    [
      ...read(path).matchAll(
        /(?<!service )\bscram ((?:[a-z][a-z-]*|--[a-z-]+)(?: (?:[a-z][a-z-]*|--[a-z-]+|[A-Z.]+|"[^"\n]*"))*)/g,
      ),
    ].map(([, words = '']) => ({ path, words })),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ words }) => !isCommand(words))).toEqual([]);
});

/** Whether the words begin with a command, and each option after it is one that it takes. */
function isCommand(words: string): boolean {
  let command = program;
  for (const word of words.split(' ')) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) break;
    command = next;
  }
  const options: string[] = words.replace(/"[^"]*"/g, '').match(/--[a-z-]+/g) ?? [];
  if (command === program) return options.includes('--help');
  const known = ['--help', '--data', ...command.options.map((option) => option.long ?? '')];
  // The engine's flags are its own to judge.
  return command.name() === 'engine' || options.every((option) => known.includes(option));
}

test('every command has its row in docs/cli.md, and every route its row in docs/api.md', () => {
  const names = (command: Command, before: string): string[] =>
    command.commands.flatMap((each) => {
      const own = `${before} ${each.name()}`;
      return each.commands.length > 0 && !hasAction(each) ? names(each, own) : [own, ...names(each, own)];
    });
  const cli = read('docs/cli.md');
  expect(names(program, 'scram').filter((name) => !cli.includes(`\`${name}`))).toEqual([]);
  const api = read('docs/api.md');
  const paths = [...Object.values(controlRoutes), ...Object.values(deviceRoutes)].map(({ path }) => path);
  expect(paths.filter((path) => !api.includes(path))).toEqual([]);
});

function hasAction(command: Command): boolean {
  return '_actionHandler' in command && command._actionHandler !== null;
}
