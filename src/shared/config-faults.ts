import type * as z from 'zod';
import { assertNever } from './assert-never.ts';
import type { Failure } from './failure.ts';
import { nearestOf } from './nearest.ts';

/**
 * One fault of a document, with its field and the remedy. `schema`: the document's JSON Schema, in which the known keys are found so that
 * there is no second list.
 */
export function faultOf(issue: z.core.$ZodIssue, document: unknown, schema: () => unknown): Failure {
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return unknownKey(issue, field, likelyKeysAt(issue.path, document, schema()));
  const hint = field ? `Correct "${field}" in the configuration file.` : 'See docs/configuration.md for its form.';
  return fault(field, `${field || 'The configuration'} ${predicateOf(issue)}.`, hint);
}

export function fault(field: string, message: string, hint: string): Failure {
  return { code: 'bad_request', message, hint, ...(field && { field }) };
}

/** What is wrong with a setting, to stand after its name: `must be true or false`, `is missing`. */
export function predicateOf(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('must ')) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? 'is missing'
        : `must be ${typeWords[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${alternatives(issue.values.map((value) => JSON.stringify(value)))}`;
    case 'invalid_key':
      return issue.issues[0] === undefined ? `is wrong: ${issue.message}` : predicateOf(issue.issues[0]);
    case 'too_small':
      return issue.minimum === 1 && issue.origin in countable
        ? 'must not be empty'
        : bound('at least', issue.minimum, issue.origin);
    case 'too_big':
      return bound('at most', issue.maximum, issue.origin);
    case 'invalid_format':
    case 'invalid_union':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'custom':
      return `is wrong: ${issue.message}`;
    default:
      return assertNever(issue);
  }
}

const typeWords: Record<string, string> = {
  object: 'an object, {…}',
  record: 'an object, {…}',
  array: 'a list, […]',
  string: 'a text in quotes',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};

/** What has a length, and what it is counted in. */
const countable: Record<string, string> = { string: 'characters', array: 'entries' };

function bound(words: string, limit: number | bigint, origin: string): string {
  const counted = countable[origin];
  return counted === undefined ? `must be ${words} ${limit}` : `must have ${words} ${limit} ${counted}`;
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function unknownKey(issue: z.core.$ZodIssueUnrecognizedKeys, path: string, known: readonly string[]): Failure {
  const key = issue.keys[0] ?? '';
  const field = path ? `${path}.${key}` : key;
  const nearest = nearestOf(key, known);
  const hint = nearest
    ? `Did you mean "${nearest}"?`
    : `Remove "${key}", or see docs/configuration.md for what is known.`;
  return fault(field, `${field} is not a known setting.`, hint);
}

/** The keys that may have been meant at a path; of what has a `kind`, those of the kind that stands there. */
function likelyKeysAt(path: readonly PropertyKey[], document: unknown, schema: unknown): string[] {
  let node = schema as JsonSchemaNode | undefined;
  let value = document as Record<PropertyKey, unknown> | undefined;
  for (const step of path) {
    const additional: JsonSchemaNode | undefined =
      typeof node?.additionalProperties === 'object' ? node.additionalProperties : undefined;
    node = node?.properties?.[String(step)] ?? node?.items ?? additional;
    value = value?.[step] as typeof value;
  }
  const kinds = (node?.oneOf ?? []).filter(({ properties }) => properties?.kind?.const === value?.kind);
  const known = [node, ...kinds].flatMap((each) => Object.keys(each?.properties ?? {}));
  return known.filter((key) => key !== 'kind' || value?.kind === undefined);
}

interface JsonSchemaNode {
  properties?: Record<string, JsonSchemaNode>;
  additionalProperties?: JsonSchemaNode | boolean;
  items?: JsonSchemaNode;
  /** Of what has a `kind`, each kind. */
  oneOf?: JsonSchemaNode[];
  const?: unknown;
}
