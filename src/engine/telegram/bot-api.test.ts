import { expect, it } from 'vitest';
import { botApi } from './bot-api.ts';
import { loadGrammy } from './grammy.ts';

const token = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
const nowhere = 'http://127.0.0.1:9';

it('answers a load that failed in words, and tries again with the next call', async () => {
  let loads = 0;
  const api = botApi({
    token,
    baseUrl: nowhere,
    load() {
      loads += 1;
      return loads <= 2 ? Promise.reject(new Error(`no file may be opened for ${token}`)) : loadGrammy();
    },
  });
  const signal = AbortSignal.timeout(10_000);
  const unloaded = { ok: false, trouble: { kind: 'passing', words: expect.stringContaining('can’t be loaded') } };
  // Both wait for the same load.
  const first = await Promise.all([api.send({ chatId: 1, text: '' }, signal), api.updates(0, 0, signal)]);
  expect(first).toEqual([unloaded, unloaded]);
  expect(loads).toBe(1);
  const second = await api.whoAmI(signal);
  expect(second).toEqual(unloaded);
  expect(JSON.stringify([first, second])).not.toContain(token);
  const third = await api.seesChat(1, signal);
  expect(third).toMatchObject({ ok: false, trouble: { kind: 'passing', words: 'nothing answers at its address' } });
  await api.answerButton('x', '', signal);
  expect(loads).toBe(3);
  api.dispose();
});
