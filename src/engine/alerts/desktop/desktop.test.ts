import { describe, expect, it } from 'vitest';
import { attempt, killMessage } from '../fixture.ts';
import { desktopChannel, leftToApp, type Notice, noticeOf } from './desktop.ts';

function scene({ attached = false, notify = async (): Promise<void> => undefined } = {}) {
  const shown: Notice[] = [];
  const channel = desktopChannel({
    name: 'desk',
    shellAttached: () => attached,
    notify: (notice) => {
      shown.push(notice);
      return notify();
    },
  });
  return { channel, shown };
}

describe('a notification on the desktop', () => {
  it('is sent when the desktop has taken it', async () => {
    const { channel, shown } = scene();
    expect(await channel.send(killMessage(), attempt())).toEqual({ kind: 'sent', words: 'the desktop took it' });
    expect(shown).toMatchObject([{ title: 'Scram: KILL: feed is wrong', critical: true }]);
  });

  it('is left to the app while that shows its own', async () => {
    const { channel, shown } = scene({ attached: true });
    expect(await channel.send(killMessage(), attempt())).toMatchObject({ kind: 'sent' });
    expect(shown).toEqual([]);
  });

  it('of a test or a drill is shown also while the app is there, which knows nothing of them', async () => {
    const { channel, shown } = scene({ attached: true });
    const words = `the desktop took it; ${leftToApp}`;
    expect(await channel.send(killMessage({ step: 'note' }), attempt())).toEqual({ kind: 'sent', words });
    expect(shown).toHaveLength(1);
    const none = scene({ attached: true, notify: () => Promise.reject(new Error('no bus')) });
    expect(await none.channel.send(killMessage({ step: 'note' }), attempt())).toMatchObject({ kind: 'failed' });
  });

  it('may come later where there is no desktop, or one that does not answer; nothing of its words is repeated', async () => {
    const none = scene({ notify: () => Promise.reject(new Error('no bus at unix:path=/run/user/1000')) });
    const words = 'the desktop can show no notification';
    expect(await none.channel.send(killMessage(), attempt())).toEqual({ kind: 'failed', permanent: false, words });
    const hangs = scene({ notify: () => new Promise(() => undefined) });
    const late = { kind: 'failed', permanent: false, words: 'the desktop does not answer' };
    expect(await hangs.channel.send(killMessage(), attempt({ signal: AbortSignal.timeout(20) }))).toEqual(late);
  });

  it('is two short texts without line breaks or control characters, and urgent only in earnest', () => {
    const long = { title: `a\u0007b\n${'T'.repeat(200)}`, sentence: `-u critical\n\u001b[31m${'s'.repeat(500)}` };
    const notice = noticeOf(killMessage(long));
    expect(notice.title).toMatch(/^Scram: a b T+…$/);
    expect(notice.title.length).toBe(80);
    expect(notice.message.length).toBe(240);
    expect(notice.message).not.toMatch(/\p{C}/u);
    expect(noticeOf(killMessage({ drill: true })).critical).toBe(false);
    expect(noticeOf(killMessage({ severity: 'warning' })).critical).toBe(false);
  });
});
