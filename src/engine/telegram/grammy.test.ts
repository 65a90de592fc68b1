import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const program = `
import { writeFileSync } from 'node:fs';
import { loadGrammy } from './grammy.ts';
const said = () => loadGrammy().then(({ Api }) => typeof Api, ({ code }) => code);
const before = await said();
writeFileSync('node_modules/grammy/part.js', 'exports.Api = class {};');
console.log(before, await said());
`;

it('is loaded in the same process after one of its files could not be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scram-grammy-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const library = join(folder, 'node_modules', 'grammy');
  mkdirSync(library, { recursive: true });
  writeFileSync(join(library, 'package.json'), '{"name":"grammy","main":"main.js"}');
  writeFileSync(join(library, 'main.js'), "exports.Api = require('./part.js').Api;");
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  copyFileSync(join(import.meta.dirname, 'grammy.ts'), join(folder, 'grammy.ts'));
  writeFileSync(join(folder, 'program.js'), program);
  const said = execFileSync(process.execPath, ['program.js'], { cwd: folder, encoding: 'utf8', timeout: 20_000 });
  expect(said.trim()).toBe('MODULE_NOT_FOUND function');
});
