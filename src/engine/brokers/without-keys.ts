import type { Answer, Broker } from './broker.ts';

interface KeylessOptions extends Pick<Broker, 'name' | 'kind' | 'paper' | 'readIntervalMs'> {
  /** What is missing and where it belongs. */
  trouble: string;
}

/**
 * A broker whose keys can't be had. It stands in its place and can't be read, so that the engine starts, every face shows what is
 * missing, and a kill halts all else; nothing about it is ever called flat.
 */
export function brokerWithoutKeys({ trouble, ...facts }: KeylessOptions): Broker {
  const refused: Answer = { kind: 'refused', because: 'other', words: trouble };
  const unread = { ok: false as const, words: trouble };
  return {
    ...facts,
    throughZero: 'possible',
    open: async () => undefined,
    read: async () => unread,
    cancelAll: async () => refused,
    cancel: async () => refused,
    close: async () => refused,
    findOrder: async () => unread,
    dispose: async () => undefined,
  };
}
