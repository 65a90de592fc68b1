import { assertNever } from '../../../../shared/assert-never.ts';
import { isObject } from '../edits.ts';
import type { Entry } from './schema.ts';

/** Settings that are entered as text: what stands in the control for a value, and what value a text means. */
export type TextEntry = Exclude<Entry['entry'], 'choice' | 'ticks' | 'group' | 'switch' | 'secret'>;

export function textOf(entry: TextEntry, value: unknown): string {
  if (value === undefined) return '';
  switch (entry) {
    case 'lines':
    case 'numbers':
      return Array.isArray(value) ? value.map(String).join('\n') : asJson(value);
    case 'secrets':
      return Array.isArray(value) ? value.map(referenceText).join('\n') : asJson(value);
    case 'pairs':
      return isObject(value)
        ? Object.entries(value)
            .map(([key, each]) => `${key} = ${String(each)}`)
            .join('\n')
        : asJson(value);
    case 'json':
      return asJson(value);
    case 'text':
    case 'number':
    case 'number-or-text':
      return typeof value === 'string' || typeof value === 'number' ? String(value) : asJson(value);
    default:
      return assertNever(entry);
  }
}

/** An empty text takes the setting out. What is no number or no JSON stays text, so that the schema can say what is wrong with it. */
export function valueFrom(entry: TextEntry, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  switch (entry) {
    case 'text':
      return trimmed;
    case 'number':
    case 'number-or-text':
      return numberIn(trimmed);
    case 'lines':
      return linesIn(text);
    case 'numbers':
      return linesIn(text).map(numberIn);
    case 'secrets':
      return linesIn(text).map(referenceIn);
    case 'pairs':
      return Object.fromEntries(linesIn(text).map(pairIn));
    case 'json':
      return jsonIn(trimmed);
    default:
      return assertNever(entry);
  }
}

/** How somebody is told to write it; empty where nothing needs to be said. */
export function howToWrite(entry: TextEntry): string {
  switch (entry) {
    case 'lines':
      return 'One on each line.';
    case 'numbers':
      return 'One number on each line.';
    case 'secrets':
      return 'The name of a secret on each line, or env:NAME for a variable of the engine’s environment.';
    case 'pairs':
      return 'One on each line, such as BTC = 0.5';
    case 'json':
      return 'As JSON.';
    case 'text':
    case 'number':
    case 'number-or-text':
      return '';
    default:
      return assertNever(entry);
  }
}

const envMark = 'env:';

function referenceText(reference: unknown): string {
  if (!isObject(reference)) return asJson(reference);
  return typeof reference.env === 'string' ? `${envMark}${reference.env}` : String(reference.secret ?? '');
}

function referenceIn(line: string): unknown {
  return line.startsWith(envMark) ? { env: line.slice(envMark.length) } : { secret: line };
}

function pairIn(line: string): [string, string] {
  const [key = '', ...rest] = line.split('=');
  return [key.trim(), rest.join('=').trim()];
}

function numberIn(text: string): unknown {
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

function linesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
