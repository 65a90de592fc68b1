import type { ConfigDocument } from '../../../shared/api/configuration.ts';

/** Where something stands in the document: `['brokers', 'main', 'keyId']`; in a list by its index. */
export type Path = readonly string[];

/** One setting that is to be otherwise; `undefined` takes it out of the file, and its default counts. */
export interface Edit {
  path: Path;
  value: unknown;
}

/** The edits with one more. What was changed at that place or inside of it before no longer counts. */
export function withEdit(edits: readonly Edit[], edit: Edit): Edit[] {
  return [...edits.filter(({ path }) => !isAtOrBelow(path, edit.path)), edit];
}

/** The edits without those at a place or inside of it, so that there the file's own word holds again. */
export function withoutEdits(edits: readonly Edit[], at: Path): Edit[] {
  return edits.filter(({ path }) => !isAtOrBelow(path, at));
}

/** The edits without those that make no difference any more: what was saved, and what was put back by typing. */
export function openEdits(document: ConfigDocument, edits: readonly Edit[]): readonly Edit[] {
  const draft = JSON.stringify(applyEdits(document, edits));
  const isDraft = (some: readonly Edit[]): boolean => JSON.stringify(applyEdits(document, some)) === draft;
  return edits.reduce((left, edit) => {
    const others = left.filter((each) => each !== edit);
    return isDraft(others) ? others : left;
  }, edits);
}

/**
 * The document as the edits would have it. Kept apart from it until it is saved, so that they can be laid over a file which was
 * changed meanwhile.
 */
export function applyEdits(document: ConfigDocument, edits: readonly Edit[]): ConfigDocument {
  return edits.reduce((json, { path, value }) => objectOf(put(json, path, value)), document);
}

/** What stands at a place; undefined where nothing does. */
export function valueAt(json: unknown, path: Path): unknown {
  return path.reduce(
    (at: unknown, key) => (Array.isArray(at) ? at[Number(key)] : isObject(at) ? at[key] : undefined),
    json,
  );
}

function put(json: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(json))
    return json.map((item: unknown, index) => (String(index) === key ? put(item, rest, value) : item));
  const object = objectOf(json);
  if (value === undefined && object[key] === undefined) return json;
  const inner = put(object[key], rest, value);
  if (inner !== undefined) return { ...object, [key]: inner };
  const { [key]: _, ...others } = object;
  return others;
}

function isAtOrBelow(path: Path, at: Path): boolean {
  return at.every((key, index) => path[index] === key);
}

function objectOf(value: unknown): ConfigDocument {
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
