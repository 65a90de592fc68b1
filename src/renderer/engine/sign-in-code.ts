/**
 * The code in an address such as `http://127.0.0.1:5051/#code=…`, or in its fragment alone; null when there is none. A fragment that
 * begins with a slash names a page, whatever else is in it.
 */
export function codeInAddress(text: string): string | null {
  const fragment = text.slice(text.indexOf('#') + 1);
  if (!text.includes('#') || fragment.startsWith('/')) return null;
  return new URLSearchParams(fragment).get('code') || null;
}

/** What a person pasted: a whole address or the bare code. */
export function codeInPaste(text: string): string | null {
  const trimmed = text.trim();
  return codeInAddress(trimmed) ?? (/^[\w-]+$/.test(trimmed) ? trimmed : null);
}
