import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

/** What the page is made of; anything else is not served. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The same rules as of the control listener's page (`engine/http/page.ts`): scripts, styles and calls are our own alone. */
const pageHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** A bundled file by the path of its address, `/` being the page itself. 404 for whatever is not one, or lies elsewhere. */
export async function serveAppFile(pageDir: string, pathname: string): Promise<Response> {
  const path = filePath(pageDir, pathname);
  const type = path === null ? undefined : types[extname(path)];
  if (path === null || type === undefined) return nothingThere();
  try {
    const content = new Uint8Array(await readFile(path));
    return new Response(content, { headers: { ...pageHeaders, 'content-type': type } });
  } catch {
    return nothingThere();
  }
}

/** The file meant by a path, or null when it would lie outside the page's folder. */
function filePath(pageDir: string, pathname: string): string | null {
  try {
    const decoded = decodeURIComponent(pathname);
    if (decoded.includes('\0') || decoded.includes('\\')) return null;
    const root = resolve(pageDir);
    const path = join(root, decoded === '/' ? 'index.html' : decoded);
    return path.startsWith(root + sep) ? path : null;
  } catch {
    return null;
  }
}

function nothingThere(): Response {
  return new Response('There is nothing at this address.', {
    status: 404,
    headers: { ...pageHeaders, 'content-type': 'text/plain' },
  });
}
