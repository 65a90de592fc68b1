import { expect, test } from 'vitest';
import type { EngineState } from '../../shared/api/state.ts';
import type { EngineHealth } from '../engine/health.ts';
import { engineState, killedState } from '../fixture.ts';
import type { ShellParts } from '../shell-parts.ts';
import { announce, claimNotices } from './announce.ts';

/** An engine by hand, time by hand, and what was shown and told. */
function scene(works: boolean | null = null, first: EngineHealth = { kind: 'starting', sinceMs: 0 }) {
  let state: EngineState | null = null;
  let health = first;
  const listeners = new Set<() => void>();
  const told: string[] = [];
  const shown: string[] = [];
  const due: { atMs: number; run: () => void }[] = [];
  let nowMs = 0;
  const shell = async ({ request }: { request: { event: string } }) => told.push(request.event);
  const parts = {
    engine: {
      state: () => state,
      health: () => health,
      words: () => null,
      client: () => ({ ok: true, value: { shell } }),
      onChange(listener: () => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    notifier: { works: () => works, show: ({ title }: { title: string }) => shown.push(title) },
    timers: {
      nowMs: () => nowMs,
      after(delayMs: number, run: () => void) {
        const one = { atMs: nowMs + delayMs, run };
        due.push(one);
        return () => void due.splice(due.indexOf(one), 1);
      },
    },
    wallMs: () => 0,
  } as unknown as ShellParts;
  return {
    parts,
    told,
    shown,
    becomes(next: EngineState | null, kind: 'attached' | 'starting' | 'silent' | 'gone' = 'attached') {
      state = next;
      health = { kind, sinceMs: nowMs, retryAtMs: nowMs + 1 };
      for (const listener of listeners) listener();
    },
    pass(ms: number) {
      nowMs += ms;
      for (const one of [...due]) if (one.atMs <= nowMs) due.splice(due.indexOf(one), 1)[0]?.run();
    },
  };
}

test('the claim is repeated while the shell lives, made anew at once for an engine that came up, and taken back at the end', () => {
  const { parts, told, becomes, pass } = scene();
  const dispose = claimNotices(parts);
  expect(told).toEqual(['attached']);
  pass(5_000);
  pass(5_000);
  expect(told).toEqual(['attached', 'attached', 'attached']);
  becomes(engineState());
  becomes(engineState());
  expect(told).toHaveLength(4);
  dispose();
  expect(told.at(-1)).toBe('detached');
  pass(60_000);
  expect(told).toHaveLength(5);
});

test('where the system shows none of ours, nothing is claimed', () => {
  const { parts, told, becomes, pass } = scene(false);
  claimNotices(parts);
  becomes(engineState());
  pass(5_000);
  expect(told).toEqual([]);
});

test('news are told once, also across a connection that was lost; the loss of the engine and its return are news', () => {
  const { parts, shown, becomes } = scene();
  announce(parts);
  becomes(engineState());
  becomes(null, 'silent');
  becomes(null, 'silent');
  becomes(killedState(true));
  becomes(killedState(true));
  expect(shown).toEqual(['NO ENGINE', 'KILLED · FLAT · PAPER', 'Scram']);
  becomes(null, 'gone');
  becomes(null, 'starting');
  becomes(killedState(true));
  expect(shown.slice(3)).toEqual(['NO ENGINE', 'Scram']);
});

test('a shell that begins beside a running engine tells of no outage', () => {
  const { parts, shown, becomes } = scene(null, { kind: 'gone', sinceMs: 0, retryAtMs: 0 });
  announce(parts);
  becomes(engineState());
  expect(shown).toEqual([]);
});
