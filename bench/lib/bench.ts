import type { Pace } from '../limits.ts';
import type { Children } from './children.ts';
import type { Scratch } from './scratch.ts';

/** What every part of a run is given. */
export interface Bench {
  pace: Pace;
  children: Children;
  scratch: Scratch;
  /** Where it is, for whoever watches. */
  say: (line: string) => void;
}

/** What a part found: Markdown for its block in the document, by the block's name. */
export type Findings = Record<string, string>;
