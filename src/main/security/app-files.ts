import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { pageHeaders } from '../../shared/page-policy.ts';

/** What the page is made of; anything else is not served. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const headers = { ...pageHeaders, 'cache-control': 'no-store' };

/** A bundled file by the path of its address, `/` being the page itself. 404 for whatever is not one, or lies elsewhere. */
export async function serveAppFile(pageDir: string, pathname: string): Promise<Response> {
  const path = filePath(pageDir, pathname);
  const type = path === null ? undefined : types[extname(path)];
  if (path === null || type === undefined) return nothingThere();
  try {
    const content = new Uint8Array(await readFile(path));
    return new Response(content, { headers: { ...headers, 'content-type': type } });
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
    headers: { ...headers, 'content-type': 'text/plain' },
  });
}
