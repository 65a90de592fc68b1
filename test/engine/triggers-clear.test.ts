import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, type TestContext } from 'vitest';
import { servePaper } from '../../src/engine/brokers/paper/serve.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { defaultFlattenLimits } from '../../src/engine/flatten/limits.ts';
import { openSecrets } from '../../src/engine/secrets.ts';
import { defaultTriggerLimits } from '../../src/engine/triggers/limits.ts';
import { type Config, parseConfig } from '../../src/shared/config.ts';
import { call, until } from '../support/http.ts';

/** The 60 s of the rules, short enough to be waited for. */
const clearAfterMs = 1_500;

const ofEngine = (file: string) => pathToFileURL(join(import.meta.dirname, '../../src/engine', file));

/** An engine without its listeners, on a folder and an exchange that outlast it, under a configuration of the moment. */
class Bench {
  private readonly dataDir = mkdtempSync(join(tmpdir(), 'scram-clear-'));
  private readonly paper = servePaper({ port: 0 });
  private readonly bugs: unknown[] = [];
  private running: Engine | null = null;

  static async begin(test: TestContext, killSwitch: object = {}, devices: object = {}): Promise<Bench> {
    const bench = new Bench();
    test.onTestFinished(() => bench.end());
    await bench.start(killSwitch, devices);
    return bench;
  }

  async start(killSwitch: object = {}, devices: object = {}): Promise<void> {
    await this.running?.stop();
    this.running = await createEngine({
      dataDir: this.dataDir,
      config: await this.config(killSwitch, devices),
      configFile: null,
      secrets: await openSecrets(this.dataDir, {}, []),
      version: '0',
      clock: systemClock,
      journalWorker: ofEngine('journal/worker.ts'),
      botHelper: ofEngine('bots/helper/main.ts'),
      flattenLimits: { ...defaultFlattenLimits, quietWindowMs: 200 },
      triggerLimits: { ...defaultTriggerLimits, evaluateMs: 100, clearAfterMs, clearRetryMs: 300 },
      reportBug: (bug) => this.bugs.push(bug),
    });
  }

  private async config(killSwitch: object, devices: object): Promise<Config> {
    const { url } = await this.paper;
    const given = { autoTriggerOn: [{ event: 'MarginCall' }], requireManualReset: false, ...killSwitch };
    const parsed = parseConfig(
      JSON.stringify({ brokers: { demo: { kind: 'paper', url } }, killSwitch: given, devices }),
    );
    if (!parsed.ok) throw new Error(parsed.failure.message);
    return parsed.value;
  }

  async end(): Promise<void> {
    await this.running?.stop();
    await (await this.paper).close();
    rmSync(this.dataDir, { recursive: true });
    expect(this.bugs).toEqual([]);
  }

  engine(): Engine {
    if (!this.running) throw new Error('the engine does not run');
    return this.running;
  }

  /** A margin call that ends with the positions. */
  async marginCall(): Promise<void> {
    const { port } = await this.paper;
    await until(
      async () => this.engine().state(),
      ({ triggers }) => triggers[0]?.state === 'clear',
    );
    await call({ port, method: 'PUT', path: '/control/conditions', body: { maintenanceFraction: 2 } });
    await this.reaches('killed');
  }

  reaches(state: string) {
    return until(
      async () => this.engine().state(),
      (now) => now.state === state && (state === 'armed' || now.flat === true),
      15_000,
    );
  }

  async rows(kind: string) {
    const page = await this.engine().journal.page({ kind, limit: 10 });
    return page.ok ? page.value.rows : [];
  }

  /** Three times as long as a kill that may clear itself would need. */
  async staysKilled(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 3 * clearAfterMs));
    expect(this.engine().state().state).toBe('killed');
    expect(await this.rows('RESET')).toEqual([]);
  }
}

const byHand = { source: 'cli', reason: 'I want to look first', from: 'test' } as const;

describe.concurrent('without a manual reset', () => {
  it('a kill that a trigger alone has fired clears itself when its cause has been gone for long enough', async (test) => {
    const bench = await Bench.begin(test);
    await bench.marginCall();
    expect(bench.engine().state().kill?.clearsItself).toBe(true);
    const flatAtMs = performance.now();
    const armed = await bench.reaches('armed');
    expect(performance.now() - flatAtMs).toBeGreaterThan(clearAfterMs / 2);
    expect(armed).toMatchObject({ trading: true, lastReset: { source: 'engine' } });
    expect(await bench.rows('RESET')).toMatchObject([
      {
        source: 'engine',
        reason: expect.stringMatching(/^cleared by itself: the condition of MarginCall has been false for /),
      },
    ]);
    expect(await bench.rows('PEAK_REBASED')).not.toEqual([]);
  });

  it('not one that somebody has joined, also after a restart: that follows from the journal', async (test) => {
    const bench = await Bench.begin(test);
    await bench.marginCall();
    await bench.engine().kill(byHand);
    expect(bench.engine().state().kill?.clearsItself).toBe(false);
    await bench.staysKilled();
    await bench.start();
    await bench.reaches('killed');
    await bench.staysKilled();
  });

  it('one that nobody has joined clears itself also after a restart, not sooner than its time', async (test) => {
    const bench = await Bench.begin(test);
    await bench.marginCall();
    await bench.start();
    const startedMs = performance.now();
    await bench.reaches('armed');
    expect(performance.now() - startedMs).toBeGreaterThan(clearAfterMs);
  });

  it('not one that a person has fired', async (test) => {
    const bench = await Bench.begin(test);
    await bench.engine().kill(byHand);
    await bench.reaches('killed');
    await bench.staysKilled();
  });

  it('not one that was fired under a manual reset, though the configuration has been loosened since', async (test) => {
    const bench = await Bench.begin(test, { requireManualReset: true });
    await bench.marginCall();
    await bench.start();
    await bench.reaches('killed');
    await bench.staysKilled();
  });

  it('not one whose configuration has been tightened since', async (test) => {
    const bench = await Bench.begin(test);
    await bench.marginCall();
    await bench.start({ requireManualReset: true });
    await bench.reaches('killed');
    await bench.staysKilled();
  });

  it('not while a paired switch has not been heard of', async (test) => {
    const button = { name: 'desk button', key: { env: 'SCRAM_TEST_BUTTON' }, paths: ['wifi'] };
    const bench = await Bench.begin(test, {}, { '1a2b3c4d': button });
    await bench.marginCall();
    await bench.staysKilled();
    // It is not even asked for: the journal is no place for a question every minute.
    expect(await bench.rows('RESET_REFUSED')).toEqual([]);
  });

  it('a drawdown never clears itself: what is flat does not recover', async (test) => {
    const bench = await Bench.begin(test, { autoTriggerOn: [{ event: 'PortfolioDrawdown', threshold: 0.25 }] });
    await until(
      async () => bench.engine().state(),
      ({ triggers }) => triggers[0]?.state === 'clear',
    );
    await bench.engine().shock('demo', -0.31, 'cli');
    await bench.reaches('killed');
    await bench.staysKilled();
  });
});
