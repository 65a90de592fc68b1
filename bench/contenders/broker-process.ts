import type { ChildProcess } from 'node:child_process';
import type { Bench } from '../lib/bench.ts';
import { nextMessage } from '../lib/children.ts';
import { programs } from '../lib/paths.ts';
import { type AccountName, type FromBroker, isKind, type ToBroker } from '../lib/protocol.ts';
import { until } from '../lib/wait.ts';
import { patience } from '../limits.ts';

/** When a kill was felt at the broker, on the machine's monotonic clock. */
export interface Felt {
  firstByteNs: bigint;
  lastAnswerNs: bigint;
}

export interface BrokerProcess {
  ports: Record<AccountName, number>;
  fill(account: AccountName, positions: number, latencyMs: number): Promise<void>;
  /** Resolves when the positions have been read so often since they were filled. */
  untilRead(account: AccountName, times: number): Promise<void>;
  /** Resolves when every position of the account is closed. To be called before the signal is sent. */
  untilFlat(account: AccountName): Promise<Felt>;
}

export async function startBroker({ children }: Bench): Promise<BrokerProcess> {
  const child = children.fork(programs.broker);
  const { ports } = await nextMessage(child, isKind<FromBroker, 'listening'>('listening'), patience.startMs);
  const send = (message: ToBroker) => void child.send(message);
  return {
    ports,
    async fill(account, positions, latencyMs) {
      const filled = nextMessage(child, isKind<FromBroker, 'filled'>('filled'), patience.killMs);
      send({ op: 'fill', account, positions, latencyMs });
      await filled;
    },
    untilRead: (account, times) =>
      until(
        `reading ${times} of the positions`,
        () => readings(child, account).then((n) => n >= times),
        patience.startMs,
        20,
      ),
    async untilFlat(account) {
      const flat = await nextMessage(child, isKind<FromBroker, 'flat'>('flat'), patience.killMs);
      if (flat.account !== account) throw new Error(`${flat.account} was flattened in a round of ${account}`);
      return { firstByteNs: BigInt(flat.firstByteNs), lastAnswerNs: BigInt(flat.lastAnswerNs) };
    },
  };
}

async function readings(child: ChildProcess, account: AccountName): Promise<number> {
  const answer = nextMessage(child, isKind<FromBroker, 'readings'>('readings'), patience.startMs);
  child.send({ op: 'readings', account } satisfies ToBroker);
  return (await answer).count;
}
