import { useState } from 'react';
import { clientLimits } from '../../client/limits.ts';
import type { EngineState } from '../../shared/api/state.ts';
import {
  heldTriggers,
  noEngine,
  openNames,
  openThings,
  preconditions,
  type ResetForm,
  type ResetRefusal,
} from '../view/reset.ts';
import { Challenge } from './challenge.tsx';
import { useTools } from './engine-context.tsx';
import { type Asking, ReasonField, resetAction, Sheet, WordField } from './sheet.tsx';
import { Ticks } from './ticks.tsx';

const emptyForm: ResetForm = { reason: '', confirm: '', accepted: new Set(), acknowledged: new Set() };

/** The reset, with what stands against it as a list that fulfils itself. `live` null: nothing can be judged, so nothing is asked. */
export function ResetSheet({ live, onClose }: { live: EngineState | null; onClose: () => void }) {
  const { client } = useTools();
  const [form, setForm] = useState(emptyForm);
  const [asking, setAsking] = useState<Asking>({ step: 'no' });
  const [refusal, setRefusal] = useState<ResetRefusal | null>(null);
  const change = (part: Partial<ResetForm>): void => setForm((before) => ({ ...before, ...part }));

  const open = live === null ? [] : openThings(live, refusal);
  const held = live === null ? [] : heldTriggers(live);

  async function ask(): Promise<void> {
    if (live === null) return;
    const acceptResiduals = open.map(({ accept }) => accept).filter((accept) => form.accepted.has(accept));
    const acknowledgeTriggers = held.map(({ name }) => name).filter((name) => form.acknowledged.has(name));
    setAsking({ step: 'asking' });
    const request = { reason: form.reason, confirm: 'RESET' as const, acceptResiduals, acknowledgeTriggers };
    const answer = await client.reset({ request, timeoutMs: clientLimits.resetMs });
    if (answer.ok) return onClose();
    const { failure } = answer;
    setAsking({ step: 'failed', failure });
    setRefusal({ ...failure, against: failure.against ?? [], openThen: openNames(live) });
  }

  return (
    <Sheet
      title="Reset the kill switch"
      lead="Orders may pass again after this. It starts no bot and opens no position."
      action={resetAction}
      needed={live === null ? [noEngine] : preconditions(live, form, open)}
      asking={asking}
      onAsk={() => void ask()}
      onClose={onClose}
    >
      <Ticks
        legend="Still open. Tick what you take over by hand:"
        items={open.map(({ accept, sentence }) => ({ name: accept, sentence }))}
        ticked={form.accepted}
        onChange={(accepted) => change({ accepted })}
      />
      <Ticks
        legend="Still true. Tick what you know of; it won’t fire again while it lasts:"
        items={held.map(({ name, words }) => ({ name, sentence: words }))}
        ticked={form.acknowledged}
        onChange={(acknowledged) => change({ acknowledged })}
      />
      <ReasonField
        label="Why is it safe to trade again?"
        value={form.reason}
        onChange={(reason) => change({ reason })}
      />
      <WordField label="Type RESET" value={form.confirm} onChange={(confirm) => change({ confirm })} />
      <Challenge live={live} />
    </Sheet>
  );
}
