import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { renderAll } from '../../scripts/icons.ts';

const root = resolve(import.meta.dirname, '../..');

interface Configuration {
  files: string[];
  electronFuses: Record<string, boolean>;
  mac: { entitlements: string; icon: string; hardenedRuntime: boolean; extendInfo: Record<string, unknown> };
  linux: { icon: string };
  asarUnpack: string[];
}

/** electron-builder's own reading and checking of its file, without packaging anything. */
async function checkedConfiguration(change: (configuration: Configuration) => object = (same) => same) {
  const ofBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
  const { getConfig, validateConfiguration } = ofBuilder('app-builder-lib/out/util/config/config.js');
  const { DebugLogger } = ofBuilder('builder-util');
  const configuration = await getConfig(root, join(root, 'electron-builder.yml'), null);
  await validateConfiguration(change(configuration), new DebugLogger(false));
  return configuration as Configuration;
}

test('electron-builder takes its file, and would not take one with a misspelt fuse', async () => {
  await expect(checkedConfiguration()).resolves.toBeDefined();
  const misspelt = (configuration: Configuration) => ({ ...configuration, electronFuses: { runAsNod: false } });
  await expect(checkedConfiguration(misspelt)).rejects.toThrow(/electronFuses/);
});

test('the fuses close every way to make another program of the binary', async () => {
  const { electronFuses } = await checkedConfiguration();
  expect(electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
  });
});

test('every file that it names is there, and native modules lie outside the archive', async () => {
  const { mac, linux, asarUnpack } = await checkedConfiguration();
  expect(mac).toMatchObject({ hardenedRuntime: true, extendInfo: { LSUIElement: true } });
  for (const path of [mac.entitlements, mac.icon, join(linux.icon, '512x512.png')]) {
    expect(existsSync(join(root, path)), path).toBe(true);
  }
  for (const name of ['@serialport/bindings-cpp', '@napi-rs/keyring']) {
    expect(asarUnpack.some((pattern) => pattern.startsWith(`node_modules/${name}`))).toBe(true);
    expect(existsSync(join(root, 'node_modules', name))).toBe(true);
  }
});

test('every picture is what its drawing gives', () => {
  for (const [path, content] of renderAll()) {
    expect(readFileSync(join(root, 'assets', path)).equals(content), `${path}: run node scripts/icons.ts`).toBe(true);
  }
});
