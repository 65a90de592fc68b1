const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

/** An object or a list that is not closed yet. `keys`: null in a list; `at`: the key or the place that is being read. */
interface Open {
  keys: Set<string> | null;
  at: string | number | null;
}

/**
 * The first key of valid JSON that stands in its object twice, or that is no ordinary one (`__proto__`), as a path with dots; null when
 * there is none. `JSON.parse` keeps the last of two without a word, and schemas leave `__proto__` out: what a person has named there
 * would be missing from every kill.
 */
export function ambiguousKey(json: string): string | null {
  const path: Open[] = [];
  for (const [token] of json.matchAll(tokens)) {
    const top = path.at(-1);
    if (token === '{') path.push({ keys: new Set(), at: null });
    else if (token === '[') path.push({ keys: null, at: 0 });
    else if (token === '}' || token === ']') path.pop();
    else if (token === ',') next(top);
    else if (top?.keys && top.at === null) {
      top.at = String(JSON.parse(token));
      if (top.at === '__proto__' || top.keys.has(top.at)) return path.map(({ at }) => at).join('.');
      top.keys.add(top.at);
    }
  }
  return null;
}

function next(open: Open | undefined): void {
  if (open) open.at = typeof open.at === 'number' ? open.at + 1 : null;
}
