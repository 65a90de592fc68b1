import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type BotsUnderTest, startBots } from '../support/bots/helper.ts';
import { type Behaviour, wellBehaved } from '../support/freqtrade/behaviour.ts';
import { type Freqtrade, startFreqtrade } from '../support/freqtrade/freqtrade.ts';
import { until } from '../support/http.ts';

let served: Freqtrade;
let bots: BotsUnderTest | null = null;
beforeAll(async () => {
  served = await startFreqtrade();
});
afterEach(() => bots?.stop());
afterAll(() => served.stop());

async function start(behaviour: Partial<Behaviour>, config: Record<string, unknown> = {}) {
  await served.change({ ...wellBehaved, ...behaviour });
  served.calls.splice(0);
  const reference = { secret: 'unused' };
  const ft = { kind: 'freqtrade', baseUrl: served.baseUrl, username: reference, password: reference, ...config };
  bots = startBots({ ft }, { secrets: { username: wellBehaved.username, password: wellBehaved.password } });
  return { ...bots, posts: () => served.calls.filter((call) => call.startsWith('POST')) };
}

test.each(['old', 'new'] as const)(
  '%s: entries are stopped, trades exited at market, read until none is left, and then it is stopped',
  async (version) => {
    const { driven, look, posts } = await start({ version, open: ['BTC/USDT', 'ETH/USDT'], exitMs: 300 });
    expect(await look('ft')).toMatchObject({ is: 'running' });
    expect(await driven('ft', 'halt', 'halted')).toEqual({ is: 'halted', words: 'it is stopped' });
    expect(posts()).toEqual(['POST stopentry', 'POST forceexit', 'POST stop']);
  },
);

test('it says that exits were created and none was: never called halted, and never stopped, because stopped it could exit no more', async () => {
  const { drive, posts } = await start({ open: ['BTC/USDT'], exitMs: null });
  for (let i = 0; i < 3; i++) {
    expect(await drive('ft', 'halt')).toEqual({
      is: 'busy',
      words: '1 trade (BTC/USDT) open; to forceexit it said "Created exit orders for all open trades."',
    });
  }
  expect(posts()).toEqual(['POST stopentry', 'POST forceexit']);
});

test('it says that it stops and goes on', async () => {
  const { drive } = await start({ stops: false });
  expect(await drive('ft', 'halt')).toEqual({
    is: 'busy',
    words: 'to stop it said "stopping trader ..."; it still is paused',
  });
});

test.each(['old', 'new'] as const)(
  '%s: a pause stops entries and nothing else, and a resume lets them happen again',
  async (version) => {
    const { driven, resume, posts } = await start({ version, open: ['BTC/USDT'] });
    await driven('ft', 'pause', 'paused');
    expect(posts()).toEqual(['POST stopentry']);
    expect(await resume('ft')).toMatchObject({ is: 'running' });
    expect(posts()).toEqual(['POST stopentry', version === 'old' ? 'POST reload_config' : 'POST start']);
  },
);

test('it says that no more entries will occur and they do: not paused', async () => {
  const { drive } = await start({ stopsEntries: false });
  expect(await drive('ft', 'pause')).toMatchObject({
    is: 'busy',
    words: expect.stringContaining('still enters trades'),
  });
});

test('one that is stopped is given no order that would start it, and its open trades are named', async () => {
  const { drive, posts } = await start({ state: 'stopped', open: ['BTC/USDT'] });
  expect(await drive('ft', 'halt')).toMatchObject({ is: 'busy', words: expect.stringContaining("can't exit") });
  expect(posts()).toEqual([]);
  await served.change({ open: [] });
  expect(await drive('ft', 'halt')).toMatchObject({ is: 'halted' });
  expect(posts()).toEqual([]);
});

test('with its account at a broker of ours it exits nothing, and is stopped when that broker has settled', async () => {
  const { drive, driven, posts } = await start({ open: ['BTC/USDT'] }, { broker: 'spot' });
  expect(await drive('ft', 'halt', { brokerSettled: false })).toEqual({
    is: 'busy',
    words: 'enters nothing more; is stopped when spot is closed',
  });
  await drive('ft', 'halt', { brokerSettled: false });
  expect(posts()).toEqual(['POST stopentry']);
  await driven('ft', 'halt', 'halted', { brokerSettled: true });
  expect(posts()).toEqual(['POST stopentry', 'POST stop']);
});

test('started again by somebody, it is seen to run', async () => {
  const { driven, look } = await start({});
  await driven('ft', 'halt', 'halted');
  await served.change({ state: 'running' });
  expect(await look('ft')).toMatchObject({ is: 'running' });
});

test('a wrong password, a slow answer, an answer that is none, and one too many', async () => {
  const { look, drive, preflight } = await start({ password: 'another' }, { callTimeout: '300ms' });
  expect(await look('ft')).toEqual({ is: 'unreadable', words: 'it refuses the username or the password' });
  expect(await preflight('ft')).toMatchObject({ status: 'fail' });
  await served.change({ password: wellBehaved.password, answerAfterMs: 5_000 });
  const began = performance.now();
  expect(await drive('ft', 'halt')).toEqual({ is: 'unreadable', words: 'no answer in time' });
  expect(performance.now() - began).toBeLessThan(4_000);
  await served.change({ answerAfterMs: 0, garbage: '<html>' });
  expect(await look('ft')).toEqual({ is: 'unreadable', words: 'its answer to show_config is not that of freqtrade' });
  await served.change({ garbage: null, statusPerMinute: 0, open: ['BTC/USDT'] });
  expect(await drive('ft', 'halt')).toEqual({ is: 'unreadable', words: 'it takes no more /status for a minute' });
  await served.change({ statusPerMinute: null });
  expect(await preflight('ft')).toMatchObject({
    status: 'pass',
    sentence: expect.stringContaining('1 trade (BTC/USDT)'),
  });
  served.stop();
  const gone = await until(
    () => look('ft'),
    ({ is }) => is === 'unreadable',
  );
  expect(gone.words).toMatch(/ECONNREFUSED|ECONNRESET|hang up/);
});
