import type { PreflightCheck } from '../../../shared/api/commands.ts';
import { useChannelTest } from '../../parts/use-channel-test.ts';
import { When } from '../../parts/when.tsx';
import { channelOf } from './checks.ts';

interface CheckRowProps {
  check: PreflightCheck;
  isLive: boolean;
  /** Something was tried that may make another answer. */
  onTried: () => void;
}

const marks = {
  pass: { sign: '✓', word: 'well: ' },
  warn: { sign: '!', word: 'to look at: ' },
  fail: { sign: '✕', word: 'wrong: ' },
} as const satisfies Record<PreflightCheck['status'], unknown>;

/** One thing that a kill needs: how it stands, what to do about it, and when it was last seen to work. */
export function CheckRow({ check, isLive, onTried }: CheckRowProps) {
  const { status, sentence, nextAction, last } = check;
  const channel = channelOf(check);
  const { sign, word } = marks[status];
  return (
    <li className="check" data-status={status}>
      <span aria-hidden="true">{sign}</span>
      <div>
        <p>
          <span className="unseen">{word}</span>
          <span className={status === 'pass' ? '' : 'sentence'}>{sentence}</span> {nextAction}
        </p>
        {last === undefined ? null : (
          <p className="quiet">
            {last.what}: {last.at === null ? 'never' : <When at={last.at} />}
          </p>
        )}
        {channel === null || !isLive ? null : <TestChannel channel={channel} onTried={onTried} />}
      </div>
    </li>
  );
}

function TestChannel({ channel, onTried }: { channel: string; onTried: () => void }) {
  const { said, isSending, send } = useChannelTest(channel, onTried);
  return (
    <p className="check-try">
      <button type="button" disabled={isSending} onClick={send} aria-label={`Test ${channel}`}>
        Test
      </button>
      <output className="quiet">{said}</output>
    </p>
  );
}
