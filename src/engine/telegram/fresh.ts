import { randomBytes, randomInt } from 'node:crypto';

/** Short, told apart by ear and by eye, and the same on every keyboard. */
const words = [
  ...['amber', 'anchor', 'apple', 'badge', 'basket', 'beacon', 'birch', 'bottle', 'bridge', 'candle', 'canvas'],
  ...['cedar', 'circle', 'cloud', 'copper', 'cotton', 'desert', 'dolphin', 'engine', 'falcon', 'feather', 'forest'],
  ...['garden', 'ginger', 'glacier', 'hammer', 'harbor', 'helmet', 'island', 'jacket', 'kettle', 'ladder', 'lantern'],
  ...['lemon', 'marble', 'meadow', 'mirror', 'mountain', 'needle', 'ocean', 'olive', 'orange', 'paper', 'pebble'],
  ...['pencil', 'pepper', 'pillow', 'planet', 'pocket', 'rabbit', 'ribbon', 'river', 'rocket', 'saddle', 'silver'],
  ...['spider', 'spring', 'stone', 'summer', 'table', 'thunder', 'tiger', 'timber', 'tunnel', 'velvet', 'window'],
] as const;

export interface Fresh {
  nonce(): string;
  /** Three words, such as `copper river lantern`. Not a secret: it is shown to whoever is to type it. */
  phrase(): string;
  /** Eight digits. */
  code(): string;
}

/** From the system's randomness. */
export const systemFresh: Fresh = {
  nonce: () => randomBytes(12).toString('base64url'),
  phrase: () => Array.from({ length: 3 }, () => words[randomInt(words.length)]).join(' '),
  code: () => String(randomInt(100_000_000)).padStart(8, '0'),
};
