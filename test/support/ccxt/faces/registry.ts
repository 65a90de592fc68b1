import type { Face } from '../face.ts';
import { binanceFace } from './binance/face.ts';
import { bybitFace } from './bybit/face.ts';
import { krakenFace } from './kraken/face.ts';
import { krakenfuturesFace } from './krakenfutures/face.ts';
import { okxFace } from './okx/face.ts';

/** The venues that can be served. */
const faces: Readonly<Record<string, Face>> = {
  binance: binanceFace,
  bybit: bybitFace,
  kraken: krakenFace,
  krakenfutures: krakenfuturesFace,
  okx: okxFace,
};

export function faceOf(name: string): Face {
  const face = faces[name];
  if (!face) throw new Error(`there is no face "${name}"`);
  return face;
}
