import { hear } from './hear.ts';
import { withChallenge } from './reset-talk.ts';
import { type Effect, noTalks, type Talks, type World } from './talk.ts';

/** A chat with the pure rules: what is written goes in, what is to be done comes out, and a test moves the world. */
export class Chat {
  talks: Talks = noTalks;
  private turn = 0;
  world: World = {
    nowMs: 0,
    paper: true,
    brokers: ['demo'],
    engaged: null,
    against: [],
    deadMan: { state: 'ok', run: 'never' },
    fresh: { nonce: '', phrase: '' },
  };

  write(text: string, user = 1): readonly Effect[] {
    return this.hear({ kind: 'text', user, text });
  }

  press(data: string, user = 1): readonly Effect[] {
    return this.hear({ kind: 'button', user, data });
  }

  /** A code is shown on the page; false when it is refused. */
  challenge(code: string): boolean {
    const next = withChallenge(this.talks, code, this.world);
    if (next !== null) this.talks = next;
    return next !== null;
  }

  later(ms: number): void {
    this.world = { ...this.world, nowMs: this.world.nowMs + ms };
  }

  engage(engaged: string | null): void {
    this.world = { ...this.world, engaged };
  }

  trigger(run: string): void {
    this.world = { ...this.world, deadMan: { state: 'triggered', run } };
  }

  private hear(said: Parameters<typeof hear>[1]): readonly Effect[] {
    this.turn += 1;
    const fresh = { nonce: `n${this.turn}`, phrase: `copper river ${this.turn}` };
    this.world = { ...this.world, fresh };
    const { talks, effects } = hear(this.talks, said, this.world);
    this.talks = talks;
    return effects;
  }
}

/** What is done, without what is said. */
export function deeds(effects: readonly Effect[]): string[] {
  return effects.map(({ kind }) => kind).filter((kind) => kind !== 'say' && kind !== 'status');
}

export function words(effects: readonly Effect[]): string {
  return effects.flatMap((effect) => (effect.kind === 'say' ? [effect.text] : [])).join('\n');
}

export function buttonOf(effects: readonly Effect[], text: string): string {
  const buttons = effects.flatMap((effect) => (effect.kind === 'say' ? (effect.buttons ?? []) : []));
  return buttons.find((button) => button.text === text)?.data ?? 'there is no such button';
}
