import type { Answer, CloseCommand } from '../broker.ts';
import type { AlpacaApi } from './api.ts';
import { symbolOf } from './book.ts';
import { alpacaLimits } from './limits.ts';
import { closeRefusal, ordersNamedIn } from './refusals.ts';
import { LiquidatedAnswer, OrderAnswer, RefusalAnswer } from './wire.ts';

interface Waiting {
  command: CloseCommand;
  /** What is said where the bulk call can't go out either. */
  otherwise: Answer;
  answer: (answer: Answer) => void;
}

/**
 * Closes for which the minute has no requests left, gathered into the venue's one call that closes every position: it is bounded
 * by the positions, and refuses what open orders hold. Its orders bear ids of the venue, which are kept so that they are known as
 * ours, also those for positions whose own close is still on its way or not sent yet: that one is then refused for them.
 */
export class BulkClose {
  private readonly api: AlpacaApi;
  private readonly placed: (orderId: string, clientOrderId: string) => void;
  private readonly orders = new Set<string>();
  private waiting: Waiting[] = [];
  private sending: Promise<void> = Promise.resolve();

  constructor(api: AlpacaApi, placed: (orderId: string, clientOrderId: string) => void) {
    this.api = api;
    this.placed = placed;
  }

  join(command: CloseCommand, otherwise: Answer): Promise<Answer> {
    return new Promise((answer) => {
      this.waiting.push({ command, otherwise, answer });
      if (this.waiting.length === 1) setTimeout(() => this.begin(), alpacaLimits.bulkGatherMs);
    });
  }

  /** The close that a refused one came too late for: the order that holds the position, where it is the bulk call's own; else null. */
  async closeInstead(command: CloseCommand, refusal: RefusalAnswer): Promise<Answer | null> {
    // The refusal may overtake the bulk call's answer, which tells of its orders.
    await this.sending;
    return this.ownHolder(command, refusal);
  }

  private ownHolder(command: CloseCommand, refusal: RefusalAnswer): Answer | null {
    const holders = ordersNamedIn(refusal);
    const [orderId] = holders;
    if (orderId === undefined || !holders.every((id) => this.orders.has(id))) return null;
    this.placed(orderId, command.clientOrderId);
    return { kind: 'accepted', orderId, words: 'closed at once, together with the others' };
  }

  private begin(): void {
    const before = this.sending;
    const sent = this.send();
    this.sending = Promise.all([before, sent]).then(() => undefined);
  }

  private async send(): Promise<void> {
    const asked = this.waiting;
    this.waiting = [];
    const reply = await this.api.ask('bulk', { method: 'DELETE', path: '/v2/positions', answer: LiquidatedAnswer });
    const results = new Map(
      reply.kind === 'answer' ? reply.value.map((result) => [symbolOf(result.symbol, 'crypto'), result]) : [],
    );
    for (const { status, body } of results.values()) {
      const order = status < 300 ? OrderAnswer.safeParse(body) : null;
      if (order?.success) this.remember(order.data.id);
    }
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
    const words = `${said.message} (${result.status})`;
    return this.ownHolder(command, said) ?? { kind: 'refused', because, words };
  }

  private remember(orderId: string): void {
    if (this.orders.size >= alpacaLimits.placedOrders) this.orders.clear();
    this.orders.add(orderId);
  }
}
