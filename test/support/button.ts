import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkKeys, sign } from '../../src/engine/links/keys.ts';
import { twinDevice, twinSecret } from './twin.ts';

/** A data folder with a configuration that knows the twin; removed with `remove`. */
export interface ButtonFolder {
  path: string;
  /** Where the twin keeps its files, and its port. */
  twin: string;
  remove(): void;
}

interface FolderOptions {
  /** false: an empty folder, as on a first start. */
  configured?: boolean;
  paths?: ('usb' | 'wifi')[];
  device?: Record<string, unknown>;
  /** In place of the twin. */
  devices?: Record<string, unknown>;
  links?: Record<string, unknown>;
  brokers?: Record<string, unknown>;
  more?: Record<string, unknown>;
}

export function buttonFolder(options: FolderOptions = {}): ButtonFolder {
  const path = mkdtempSync(join(tmpdir(), 'scram-button-'));
  const twin = mkdtempSync(join(tmpdir(), 'scram-twin-'));
  const {
    paths = ['usb', 'wifi'],
    device = {},
    links = {},
    brokers = { demo: { kind: 'paper' } },
    more = {},
  } = options;
  const remove = () => {
    for (const folder of [path, twin]) rmSync(folder, { recursive: true, force: true });
  };
  if (options.configured === false) return { path, twin, remove };
  const config = {
    brokers,
    devices: options.devices ?? {
      [twinDevice]: { name: 'desk button', key: { secret: 'desk' }, paths, ...device },
    },
    links: {
      wifi: { announce: false },
      ...(paths.includes('usb') &&
        options.devices === undefined && { usb: { discover: false, paths: [join(twin, 'tty')] } }),
      ...links,
    },
    ...more,
  };
  writeFileSync(join(path, 'config.json'), JSON.stringify(config));
  writeFileSync(join(path, 'secrets.json'), JSON.stringify({ desk: twinSecret, legacy: 'a-token-of-old-times' }), {
    mode: 0o600,
  });
  return { path, twin, remove };
}

export interface FrameParts {
  device?: string;
  counter: number | bigint;
  type?: 'B' | 'H' | 'K' | 'R' | 'F';
  level?: 0 | 1 | 2;
  press?: number | bigint;
}

/** A frame as a device would sign it: its body and its mac. */
export function signedFrame(parts: FrameParts, secret = twinSecret): { body: string; mac: string } {
  const { device = twinDevice, counter, type = 'H', level = 0, press = 0 } = parts;
  const keys = linkKeys(secret);
  if (!keys) throw new Error('not a secret');
  const hex = (value: number | bigint, digits: number) => value.toString(16).padStart(digits, '0');
  const boot = type === 'B' ? '|poweron|1.0.0' : '';
  const body = `S1|${device}|${hex(counter, 16)}|${type}|${level}|${hex(1, 8)}|${hex(0, 8)}|${hex(press, 16)}${boot}`;
  return { body, mac: sign(keys.up, body) };
}
