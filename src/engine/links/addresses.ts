import { networkInterfaces } from 'node:os';

/** The IPv4 addresses at which others reach this machine, as one text that differs when they do. */
export function addressesNow(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outward = all.filter(({ family, internal }) => family === 'IPv4' && !internal);
  return outward
    .map(({ address }) => address)
    .sort()
    .join(' ');
}
