import { describe, expect, it } from 'vitest';
import { EventStream, type StreamItem } from './event-stream.ts';
import { gateLimits } from './limits.ts';
import { nextStatus, type Status } from './status.ts';

const text =
  'event: snapshot\ndata: {"a":\ndata: 1}\n\n: alive\n\ndata:no name, ä\r\n\r\nid: 7\nevent: empty\n\rdata: x\r\r';
const items: StreamItem[] = [
  { kind: 'event', name: 'snapshot', data: '{"a":\n1}' },
  { kind: 'comment' },
  { kind: 'event', name: '', data: 'no name, ä' },
  { kind: 'event', name: '', data: 'x' },
];

describe('the stream', () => {
  it('is read alike wherever it is cut in two', () => {
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const stream = new EventStream();
      const read = [...stream.feed(bytes.subarray(0, cut)), ...stream.feed(bytes.subarray(cut))];
      expect(read, `cut at ${cut}`).toEqual(items);
    }
  });

  it('is read alike byte by byte', () => {
    const stream = new EventStream();
    expect([...Buffer.from(text)].flatMap((byte) => stream.feed(Buffer.of(byte)))).toEqual(items);
  });

  it('says nothing of half a line', () => {
    expect(new EventStream().feed(Buffer.from(': aliv'))).toEqual([]);
  });

  it('bounds a line that never ends', () => {
    const stream = new EventStream();
    stream.feed(Buffer.alloc(gateLimits.lineBytes, 'x'));
    expect(() => stream.feed(Buffer.from('x'))).toThrow('a line over 65536 bytes');
  });

  it('bounds an event that never ends', () => {
    const stream = new EventStream();
    const line = Buffer.from('data: 123456789\n');
    const feedAll = () => {
      for (let bytes = 0; bytes <= 2 * gateLimits.eventBytes; bytes += line.length) stream.feed(line);
    };
    expect(feedAll).toThrow('an event over 65536 bytes');
  });

  it('refuses what is not UTF-8', () => {
    expect(() => new EventStream().feed(Buffer.from([0x64, 0xff, 0x0a]))).toThrow('not UTF-8');
  });
});

describe('the status', () => {
  const armed: Status = { trading: true, reason: null };
  const event = (name: string, data: string): StreamItem => ({ kind: 'event', name, data });
  const snapshot = event('snapshot', '{"state":"armed","trading":true,"reason":null,"new":[]}');

  it('is replaced by a snapshot and changed by a change', () => {
    expect(nextStatus(null, snapshot)).toEqual(armed);
    const killed = nextStatus(armed, event('change', '{"trading":false,"reason":"kill switch engaged"}'));
    expect(killed).toEqual({ trading: false, reason: 'kill switch engaged' });
    expect(nextStatus(killed, event('change', '{"flat":true}'))).toEqual(killed);
    expect(nextStatus(killed, event('change', '{"reason":null}'))).toEqual({ trading: false, reason: null });
    expect(nextStatus(killed, snapshot)).toEqual(armed);
  });

  it('takes no change before a snapshot, and no event that it does not know', () => {
    expect(nextStatus(null, event('change', '{"trading":true,"reason":null}'))).toBeNull();
    expect(nextStatus(armed, event('news', '{"trading":false}'))).toEqual(armed);
  });

  it.each([
    ['snapshot', '{}'],
    ['snapshot', '[]'],
    ['snapshot', 'no'],
    ['snapshot', '{"state":"armed","trading":1,"reason":null}'],
    ['change', '{"trading":"true"}'],
    ['change', '{"trading":null}'],
    ['change', '{"reason":5}'],
    ['change', 'null'],
  ])("refuses a %s that is not Scram's: %s", (name, data) => {
    expect(() => nextStatus(armed, event(name, data))).toThrow(/that is (not|no)/);
  });
});
