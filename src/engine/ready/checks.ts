import type { DrillState, PreflightCheck } from '../../shared/api/commands.ts';
import type { JournalVerification } from '../../shared/api/journal.ts';
import type { DevicePathState, DeviceState, EngineState } from '../../shared/api/state.ts';
import { formatDuration } from '../../shared/duration.ts';
import { deadManSentence } from '../../shared/words.ts';

const dayMs = 86_400_000;
/** A rehearsal older than this says little about the engine, the configuration and the network of today. */
const drillGoodMs = 30 * dayMs;
const verificationGoodMs = 30 * dayMs;

/** One button: each path on which it must be heard, and whether it has ever been thrown. Retired ones are nobody's concern. */
export function deviceChecks(device: DeviceState, lastPressAt: string | null): PreflightCheck[] {
  const { id, name, retired, level } = device;
  if (retired) return [];
  const paths = device.paths.filter(({ watched }) => watched).map((path) => pathCheck(device, path));
  const last = { what: 'last pressed', at: lastPressAt };
  const pressId = `device:${id}:switch`;
  if (level === 'inconsistent' || level === 'open') {
    const sentence = `The switch of ${name} is ${level === 'open' ? 'open: it is thrown' : 'wired wrongly or broken'}.`;
    const nextAction = level === 'open' ? 'Close it again.' : 'Check its wiring (docs/wiring.md).';
    return [...paths, { id: pressId, status: 'fail', sentence, nextAction, last }];
  }
  if (lastPressAt === null) {
    const sentence = `${name} has never been thrown: nothing proves its switch.`;
    const nextAction = 'Throw it once while you trade on paper. It is always a real kill.';
    return [...paths, { id: pressId, status: 'warn', sentence, nextAction, last }];
  }
  return [
    ...paths,
    { id: pressId, status: 'pass', sentence: `${name} has killed when it was thrown.`, nextAction: '', last },
  ];
}

const pathNames = { usb: 'USB', wifi: 'WiFi' } as const satisfies Record<DevicePathState['path'], string>;

function pathCheck({ id: device, name }: DeviceState, { path, lastHeardAt, fault }: DevicePathState): PreflightCheck {
  const id = `device:${device}:${path}`;
  const last = { what: 'last heard', at: lastHeardAt };
  const over = `${name} over ${pathNames[path]}`;
  if (lastHeardAt !== null && !fault)
    return { id, status: 'pass', sentence: `${over} is heard.`, nextAction: '', last };
  const nextAction =
    path === 'usb' ? 'Plug it in, or check the cable.' : 'Check its power, its WiFi and the address that it sends to.';
  const sentence = lastHeardAt === null ? `${over} has not been heard since the start.` : `${over} is silent.`;
  return { id, status: 'fail', sentence, nextAction, last };
}

export function deadManCheck({ state, deadline, lastCheckIn }: EngineState['deadMan'], nowMs: number): PreflightCheck {
  const id = 'dead_man';
  const last = { what: 'last check-in', at: lastCheckIn };
  if (state === 'ok')
    return { id, status: 'pass', sentence: "The dead man's switch has time left.", nextAction: '', last };
  const sentence = deadManSentence(state, Math.max(0, Date.parse(deadline) - nowMs));
  if (state === 'triggered') return { id, status: 'fail', sentence, nextAction: 'Reset it, with a reason.', last };
  return { id, status: 'warn', sentence, nextAction: 'Check in.', last };
}

type LastDrill = DrillState['recent'][number];

export function drillCheck(drill: LastDrill | null, nowMs: number): PreflightCheck {
  const id = 'drill';
  const last = { what: 'last drill', at: drill?.at ?? null };
  const nextAction = 'Run one on the page Ready, or with "scram drill".';
  if (drill === null) return { id, status: 'warn', sentence: 'No drill has been run here.', nextAction, last };
  const { flat, flatMs, answeredMs } = drill.report;
  if (!flat || flatMs === null) {
    return { id, status: 'fail', sentence: 'The last drill did not end flat.', nextAction, last };
  }
  if (answeredMs === null) {
    return { id, status: 'fail', sentence: 'In the last drill the button got no answer.', nextAction, last };
  }
  const sentence = `The last drill was flat after ${formatDuration(flatMs)}.`;
  if (nowMs - Date.parse(drill.at) <= drillGoodMs) return { id, status: 'pass', sentence, nextAction: '', last };
  return { id, status: 'warn', sentence: `${sentence} That is long ago.`, nextAction, last };
}

export function chainCheck(last: JournalVerification['last'], nowMs: number): PreflightCheck {
  const id = 'journal_chain';
  const dated = { what: 'last verified', at: last?.at ?? null };
  const nextAction = 'Verify it on the page Risk, or with "scram log verify".';
  if (last === null) {
    return { id, status: 'warn', sentence: 'The chain of the journal has not been verified.', nextAction, last: dated };
  }
  const { ok, firstBroken } = last.verdict;
  if (!ok) {
    const sentence = `Row ${firstBroken ?? '?'} of the journal is not what was recorded.`;
    return {
      id,
      status: 'fail',
      sentence,
      nextAction: 'Keep the file, and find out who could write to it.',
      last: dated,
    };
  }
  if (nowMs - Date.parse(last.at) <= verificationGoodMs) {
    return { id, status: 'pass', sentence: 'The chain of the journal holds.', nextAction: '', last: dated };
  }
  return { id, status: 'warn', sentence: 'The chain of the journal held long ago.', nextAction, last: dated };
}
