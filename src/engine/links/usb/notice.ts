/** What a board says on the cable outside the signed frames: that it has no secret yet, or what came of a pairing. */
export type Notice =
  | { device: string; says: 'unpaired' }
  | { device: string; says: 'paired' }
  | { device: string; says: 'refused'; why: string };

const noticePattern = /^S0\|([0-9a-f]{8})\|(unpaired|paired|refused)(?:\|([ -{}~]{0,48}))?$/;

/** The notice in a line; null for any other line. Nothing in it is signed, so nothing in it may do more than be shown. */
export function parseNotice(line: string): Notice | null {
  const [, device, says, rest = ''] = noticePattern.exec(line) ?? [];
  if (device === undefined) return null;
  switch (says) {
    case 'unpaired':
      return { device, says };
    case 'refused':
      return { device, says, why: rest };
    default:
      return { device, says: 'paired' };
  }
}
