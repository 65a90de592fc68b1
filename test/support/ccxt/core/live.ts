import type { Order } from './types.ts';

/** Whether something may still happen to an order. */
export function isLive({ status }: Order): boolean {
  return status === 'open' || status === 'cancelling';
}
