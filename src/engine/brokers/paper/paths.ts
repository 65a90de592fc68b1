/** A request's target, taken apart by the route that it matched. */
export interface Path<Name> {
  name: Name;
  params: Record<string, string>;
  query: Record<string, string>;
}

interface Pattern<Name> {
  name: Name;
  method: string;
  path: string;
}

/** Finds the route of a method and target; where two match, the one earlier in the table. */
export function pathMatcher<Name>(patterns: readonly Pattern<Name>[]) {
  const compiled = patterns.map(({ name, method, path }) => ({ name, method, segments: path.split('/') }));
  return (method: string, target: string): Path<Name> | null => {
    const [path = '', search = ''] = target.split('?', 2);
    const segments = path.split('/');
    for (const pattern of compiled) {
      if (pattern.method !== method) continue;
      const params = paramsOf(pattern.segments, segments);
      if (params) return { name: pattern.name, params, query: Object.fromEntries(new URLSearchParams(search)) };
    }
    return null;
  };
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':')) {
      const value = decoded(segment);
      if (value === null) return null;
      params[part.slice(1)] = value;
    } else if (part !== segment) return null;
  }
  return params;
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
