import type { Failure } from '../../../shared/failure.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { linkKeys, sign } from '../keys.ts';
import { linkLimits } from '../limits.ts';
import type { UsbDesk } from './usb-desk.ts';

export interface Gift {
  usb: UsbDesk;
  device: string;
  port: string;
  /** 64 hex digits. */
  secret: string;
}

/**
 * Gives a board its secret over the cable and waits until it says that it has it. The line is signed with the secret's own key,
 * so that one damaged on the wire leaves the board as it was; it is said again every second, because that can happen.
 */
export async function giveSecret({ usb, device, port, secret }: Gift): Promise<Result<Record<string, never>>> {
  const keys = linkKeys(secret);
  if (!keys) throw new Error('a secret is 64 hex digits');
  const body = `P1|${device}|${secret}`;
  const line = `${body}|${sign(keys.down, body)}`;
  return new Promise((resolve) => {
    const say = () => void usb.write(port, line);
    const again = setInterval(say, linkLimits.pairingRepeatMs);
    const timer = setTimeout(() => end(refuse(unanswered)), linkLimits.pairingWaitMs);
    const stopHearing = usb.onNotice((notice, from) => {
      if (from !== port || notice.device !== device) return;
      if (notice.says === 'paired') end(ok({}));
      if (notice.says === 'refused') end(refuse(refused(notice.why)));
    });
    const end = (result: Result<Record<string, never>>) => {
      clearInterval(again);
      clearTimeout(timer);
      stopHearing();
      resolve(result);
    };
    say();
  });
}

const unanswered: Failure = {
  code: 'failed',
  message: 'The board did not answer to the pairing.',
  hint: 'Check the cable, restart the board, and pair again.',
};

function refused(why: string): Failure {
  const message = `The board refuses the pairing: ${why}.`;
  return { code: 'not_now', message, hint: 'Hold its BOOT button while you pair again.' };
}
