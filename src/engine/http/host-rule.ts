import { isIP } from 'node:net';
import { hostname } from 'node:os';

/**
 * Names under which a listener may be addressed. A web page can make any name point at this machine (DNS rebinding); it can't
 * make a browser send another Host than the page's own. IP literals can't be rebound.
 */
export function hostRule(
  configured: readonly string[],
  machine: string = hostname(),
): (host: string | undefined) => boolean {
  const own = machine.toLowerCase().split('.')[0] ?? '';
  const names = new Set(['localhost', 'scram.local', `${own}.local`, ...configured.map((name) => name.toLowerCase())]);
  return (host) => {
    const name = hostName(host);
    return name !== null && (isIP(name) !== 0 || names.has(name));
  };
}

/** The name in a Host header without its port, IPv6 without brackets; null when it is no host. */
function hostName(host: string | undefined): string | null {
  if (!host || !URL.canParse(`http://${host}/`)) return null;
  const url = new URL(`http://${host}/`);
  if (url.username || url.password || url.pathname !== '/' || url.search || url.hash) return null;
  return url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

/** Whether a request's Origin is the very page that this listener serves; requests of programs carry none. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  if (!host || !URL.canParse(origin) || !URL.canParse(`http://${host}/`)) return false;
  return new URL(origin).origin === new URL(`http://${host}/`).origin;
}
