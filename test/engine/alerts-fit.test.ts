import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Channel } from '../../src/engine/alerts/channel.ts';
import { digestOf } from '../../src/engine/alerts/digest.ts';
import { attempt, killMessage } from '../../src/engine/alerts/fixture.ts';
import { type AlertMessage, wellFormed } from '../../src/engine/alerts/message.ts';
import { killFired, killOutcome } from '../../src/engine/alerts/messages/kill.ts';
import { ntfyChannel } from '../../src/engine/alerts/ntfy/ntfy.ts';
import { pagerDutyChannel } from '../../src/engine/alerts/pagerduty/pagerduty.ts';
import { slackChannel } from '../../src/engine/alerts/slack/slack.ts';
import { smsChannel } from '../../src/engine/alerts/sms/sms.ts';
import { telegramChannel } from '../../src/engine/alerts/telegram/channel.ts';
import { systemClock as clock } from '../../src/engine/clock.ts';
import { judgedBy } from '../support/alerts/judge.ts';
import { ntfyJudge } from '../support/alerts/ntfy-schema.ts';
import { PagerDuty } from '../support/alerts/pagerduty-schema.ts';
import { startService } from '../support/alerts/service.ts';
import { slackJudge } from '../support/alerts/slack-schema.ts';
import { twilioJudge } from '../support/alerts/twilio-schema.ts';
import { BotApiServer } from '../support/telegram/bot-api-server.ts';

/** Each service refuses here what it refuses in earnest, for good: a message that does not fit would reach nobody. */
const channels = new Map<string, Channel>();
const bot = new BotApiServer();
const pagerDuty = new PagerDuty();
const ends: (() => void)[] = [];

beforeAll(async () => {
  await bot.open();
  const at = async (judge: Parameters<typeof judgedBy>[0]) =>
    (await startService(judgedBy(judge), 0, (end) => ends.push(end as () => void))).url;
  const slack = new URL(`${await at(slackJudge)}/services/T0/B0/x`);
  channels.set('slack', slackChannel({ name: 'a', clock, webhookUrl: slack }));
  const routingKey = '0123456789abcdef0123456789abcdef';
  const pagerDutyUrl = await at(pagerDuty.judge);
  const source = 'h'.repeat(63);
  channels.set('pagerduty', pagerDutyChannel({ name: 'a', clock, routingKey, baseUrl: pagerDutyUrl, source }));
  const ntfy = { name: 'a', clock, topic: 't'.repeat(64), token: 'tk_1', baseUrl: await at(ntfyJudge('tk_1')) };
  channels.set('ntfy', ntfyChannel(ntfy));
  const numbers = { from: '+15005550006', to: '+4915112345678' };
  const twilio = { accountSid: 'AC1', authToken: 'tok', baseUrl: await at(twilioJudge('AC1', 'tok')) };
  channels.set('sms', smsChannel({ name: 'a', clock, ...twilio, ...numbers }));
  const settings = {
    kind: 'telegram',
    token: { secret: 'x' },
    chatId: 7,
    allowedUserIds: [7],
    baseUrl: bot.url,
  } as const;
  channels.set(
    'telegram',
    telegramChannel({ name: 'a', settings: { ...settings, allowedUserIds: [7] }, token: bot.token }),
  );
});
afterAll(async () => {
  for (const channel of channels.values()) channel.dispose();
  for (const end of ends) end();
  await bot.close();
});

/** What each service has against it; nothing where all take it. */
async function refusals(message: AlertMessage): Promise<string[]> {
  const said = [...channels].map(async ([name, channel]) => {
    const delivery = await channel.send(wellFormed(message), attempt());
    return delivery.kind === 'sent' ? [] : [`${name}: ${delivery.words}`];
  });
  return [...(await Promise.all(said)).flat(), ...pagerDuty.errors.splice(0), ...bot.refused.splice(0)];
}

/** Characters that have broken senders of messages: markup of every service, escapes, half characters, many bytes. */
const unit = fc.constantFrom(
  ...['a', ' ', '\n', '"', '\\', '\u0000', '\u001b', '\u2028', '\u202e', '\ufeff', 'é', '漢', '🧨', '👩‍👩‍👧'],
  ...[
    '\ud83d',
    '\udca3',
    '*',
    '_',
    '`',
    '~',
    '[x](y)',
    '<b>',
    '</b>',
    '&',
    '&amp;',
    '<!channel>',
    '<@U1>',
    '@everyone',
  ],
);
const words = (most: number) => fc.string({ unit, minLength: 1, maxLength: most });
const anyMessage = fc
  .record({
    thread: words(400),
    step: fc.constantFrom('opened', 'updated', 'acknowledged', 'closed', 'note'),
    severity: fc.constantFrom('info', 'warning', 'critical'),
    conditionId: fc.option(words(60)),
    title: words(300),
    sentence: words(5_000),
    nextAction: fc.oneof(fc.constant(''), words(3_000)),
    numbers: fc.array(fc.record({ label: words(100), value: words(3_000) }), { maxLength: 16 }),
    killId: fc.option(words(200)),
    drill: fc.boolean(),
    paper: fc.boolean(),
  })
  .map((over) => killMessage(over as Partial<AlertMessage>));

describe('a message fits every service', () => {
  it('whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(anyMessage, async (message) => {
        expect(await refusals(message)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['a', '"', '\u0001', 'é', '漢', '🧨', '&', '*'])(
    'when every text is far too long, of %j alone',
    async (unit) => {
      const long = unit.repeat(5_000);
      const numbers = Array.from({ length: 16 }, () => ({ label: long, value: long }));
      const texts = { thread: long, title: long, sentence: long, nextAction: long, killId: unit.repeat(200) };
      expect(await refusals(killMessage({ ...texts, numbers }))).toEqual([]);
    },
  );

  it('when a kill has the longest reason, at every broker that there may be', async () => {
    const brokers = Array.from({ length: 16 }, (_, at) => ({
      name: `b${at}`.padEnd(32, 'x'),
      positions: 9,
      orders: 1,
    }));
    const kill = { killId: '1a2b3c4d-0000000000000002', source: 'usb', firedAt: killMessage().at } as const;
    for (const reason of ['🧨'.repeat(250), '<'.repeat(500), '`*_~'.repeat(125), '漢'.repeat(500)]) {
      const message = killFired({ ...kill, reason }, { paper: false, brokers }, 3, killMessage().at);
      expect(await refusals(message)).toEqual([]);
    }
  });

  it('when five hundred things are left, and says that there are more', async () => {
    const message = outcomeOf(500);
    expect(await refusals(message)).toEqual([]);
    expect(message).toMatchObject({ table: { length: 200 }, tableLeftOut: 300 });
    expect(bot.sent.at(-1)?.text).toMatch(/492 more: see "scram status"[\s\S]*… and 488 more: see the page\./);
    const last = pagerDuty.events.at(-1);
    expect(JSON.stringify(last)).toContain('492 more');
  });

  it('as a digest of many, which says how many it leaves out', async () => {
    const many = Array.from({ length: 50 }, (_, at) =>
      killMessage({ id: `n${at}`, thread: `n${at}`, title: `T${at}` }),
    );
    const [first = killMessage(), ...rest] = many;
    const digest = digestOf([first, ...rest]);
    expect(digest.numbers.at(-1)).toEqual({ label: 'Left out', value: '38 more, in the journal' });
    expect(await refusals(digest)).toEqual([]);
  });
});

function outcomeOf(count: number): AlertMessage {
  const symbols = Array.from({ length: count }, (_, at) => `SYMBOL${at}/USDT:USDT`);
  const residuals = symbols.map((symbol) => {
    return { broker: 'main', symbol, quantity: '-0.12345678', outcome: 'failed', words: '', accept: '' } as const;
  });
  const instruments = symbols.map((symbol) => {
    return {
      broker: 'main',
      symbol,
      quantityAtKill: '-1',
      filledQuantity: '0.5',
      averagePrice: '1',
      outcome: 'failed',
    } as const;
  });
  const kill = {
    killId: 'k-1',
    flat: false,
    residuals,
    at: killMessage().at,
    elapsedMs: 60_000,
    urgent: true,
    paper: false,
  };
  return killOutcome({ ...kill, liquidation: { instruments } });
}
