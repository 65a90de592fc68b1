/**
 * Randomness without a state: the value at an index of a stream of a seed. Nothing has to be stored or replayed to know what
 * comes next, so a restarted venue goes on where it was.
 */

/** From 0 up to, not including, 1. */
export function unitAt(seed: number, stream: number, index: number): number {
  let hash = Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(stream | 0, 0x85ebca77);
  hash = mix(hash ^ (index | 0));
  hash = mix(hash ^ Math.floor(index / 2 ** 32));
  return (hash >>> 0) / 2 ** 32;
}

/** Avalanche of MurmurHash3 (public domain): every bit of the input changes about half of the output. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** A stream for a name: FNV-1a. */
export function streamOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  return hash;
}
