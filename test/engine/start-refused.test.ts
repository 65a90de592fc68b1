import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { StartRefused, startEngine } from '../../src/engine/start.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'scram-refused-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true });
});

/** What an engine says that can't start; anything but a refusal in words fails the test. */
async function refusalOf(host: string): Promise<StartRefused['failure']> {
  const options = { dataDir, configFile: null, host, devicePort: 0, controlPort: 0 };
  const refusal = await startEngine(options, systemClock, () => undefined).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(StartRefused);
  return (refusal as StartRefused).failure;
}

test.each(['192.0.2.1', 'no-such-host.invalid'])(
  'an address of the device listener that is not ours (%s)',
  async (host) => {
    const { message, hint } = await refusalOf(host);
    expect(message).toBe(`${host} is no address of this machine.`);
    expect(hint).toContain('--host');
  },
);

test('TLS files that are not there, and that hold no certificate', async () => {
  const tls = { cert: 'cert.pem', key: 'key.pem', port: 0 };
  writeFileSync(join(dataDir, 'config.json'), JSON.stringify({ brokers: { a: { kind: 'paper' } }, engine: { tls } }));
  expect((await refusalOf('127.0.0.1')).message).toContain("The TLS file cert.pem can't be read");
  for (const name of ['cert.pem', 'key.pem']) writeFileSync(join(dataDir, name), 'no certificate');
  const { message, hint } = await refusalOf('127.0.0.1');
  expect(message).toContain("The TLS files cert.pem and key.pem can't be used");
  expect(hint).toContain('engine.tls');
});
