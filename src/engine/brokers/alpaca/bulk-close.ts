import type { Answer, CloseCommand } from '../broker.ts';
import type { AlpacaApi } from './api.ts';
import { symbolOf } from './book.ts';
import { alpacaLimits } from './limits.ts';
import { closeRefusal } from './refusals.ts';
import { LiquidatedAnswer, OrderAnswer, RefusalAnswer } from './wire.ts';

interface Waiting {
  command: CloseCommand;
  /** What is said where the bulk call can't go out either. */
  otherwise: Answer;
  answer: (answer: Answer) => void;
}

/**
 * Closes for which the minute has no requests left, gathered into the venue's one call that closes every position: it is bounded
 * by the positions, and refuses what open orders hold. Its orders bear ids of the venue, which are kept so that they are known as ours.
 */
export class BulkClose {
  private readonly api: AlpacaApi;
  private readonly placed: (orderId: string, clientOrderId: string) => void;
  private waiting: Waiting[] = [];

  constructor(api: AlpacaApi, placed: (orderId: string, clientOrderId: string) => void) {
    this.api = api;
    this.placed = placed;
  }

  join(command: CloseCommand, otherwise: Answer): Promise<Answer> {
    return new Promise((answer) => {
      this.waiting.push({ command, otherwise, answer });
      if (this.waiting.length === 1) setTimeout(() => void this.send(), alpacaLimits.bulkGatherMs);
    });
  }

  private async send(): Promise<void> {
    const asked = this.waiting;
    this.waiting = [];
    const reply = await this.api.ask('bulk', { method: 'DELETE', path: '/v2/positions', answer: LiquidatedAnswer });
    const results = new Map(
      reply.kind === 'answer' ? reply.value.map((result) => [symbolOf(result.symbol, 'crypto'), result]) : [],
    );
    for (const { command, otherwise, answer } of asked) {
      if (reply.kind === 'answer') answer(this.resultOf(command, results.get(command.symbol)));
      else answer(reply.kind === 'silence' ? { kind: 'unanswered', words: reply.words } : otherwise);
    }
  }

  private resultOf(command: CloseCommand, result: LiquidatedAnswer[number] | undefined): Answer {
    if (result === undefined)
      return { kind: 'refused', because: 'gone', words: 'not among the positions closed at once' };
    const order = result.status < 300 ? OrderAnswer.safeParse(result.body) : null;
    if (order?.success) {
      this.placed(order.data.id, command.clientOrderId);
      return { kind: 'accepted', orderId: order.data.id, words: order.data.status };
    }
    if (result.status < 300)
      return { kind: 'unanswered', words: "closed at once, with an answer that can't be understood" };
    const refusal = RefusalAnswer.safeParse(result.body);
    const said = refusal.success ? refusal.data : { message: 'not closed' };
    const because = closeRefusal(result.status, said);
    return { kind: 'refused', because, words: `${said.message} (${result.status})` };
  }
}
