import { randomBytes } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import type { DeviceSetup } from '../links/device.ts';
import type { CounterMemory } from '../links/device-desk.ts';
import { formatAnswer, hex64, splitMac } from '../links/frame.ts';
import { type Counters, freshCounters } from '../links/judge.ts';
import { linkKeys, sign, verify } from '../links/keys.ts';

/** A button that exists for one drill: a device id and a secret that no other engine and no configuration knows. */
export interface DrillButton {
  setup: DeviceSetup;
  /** The frame of its one throw, as it goes over HTTP (docs/protocol.md). */
  thrown: { headers: OutgoingHttpHeaders; body: string };
  /** Whether a line is the engine's signed word that this throw was taken and the kill is at work, or done. */
  isAnsweredBy(line: string): boolean;
}

const counter = 1n;
/** Killing, and killed: with these a button shows that its press has been taken. */
const atWork = ['P', 'D'] as const;

export function newDrillButton(): DrillButton {
  const id = randomBytes(4).toString('hex');
  const keys = linkKeys(randomBytes(32).toString('hex'));
  if (keys === null) throw new Error('a fresh secret was refused');
  const setup = { id, name: 'the button of the drill', keys, keyPlace: '', retired: false } as const;
  const upMs = '00000001';
  const body = `S1|${id}|${hex64(counter)}|K|1|${upMs}|${upMs}|${hex64(counter)}`;
  const headers = { 'content-type': 'text/plain', 'x-kill-token': `v1.${sign(keys.up, body)}` };
  return {
    setup: { ...setup, paths: ['wifi'], onSilence: 'alarm' },
    thrown: { headers, body },
    isAnsweredBy(line) {
      const parts = splitMac(line.trimEnd());
      if (parts === null || !verify(keys.down, parts.body, parts.mac)) return false;
      return atWork.some(
        (state) => parts.body === formatAnswer({ device: id, acknowledged: counter, state, highWater: counter }),
      );
    },
  };
}

/** Counters that are gone with the drill. */
export function counterMemory(): CounterMemory {
  const counters = new Map<string, Counters>();
  return {
    of: (sender) => counters.get(sender) ?? freshCounters,
    take: (sender, taken) => void counters.set(sender, taken),
  };
}
