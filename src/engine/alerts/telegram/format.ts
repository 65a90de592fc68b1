import { assertNever } from '../../../shared/assert-never.ts';
import type { Button, Outgoing } from '../../telegram/bot-api.ts';
import { telegramLimits } from '../../telegram/limits.ts';
import { type AlertMessage, type AlertTableRow, fitted, titleOf } from '../message.ts';
import { plainText } from '../text.ts';

/** What comes back when the button under an alert is pressed. */
export const acknowledgeData = 'acknowledge';
const acknowledgeButton: Button = { text: 'I have seen it', data: acknowledgeData };

/** Rows that a phone shows without scrolling for long; the page and the email have all of them. */
const rowsShown = 12;

/** An alert as one message of plain text: what it is, what to do, the numbers, and what became of each instrument. */
export function telegramMessage(
  message: AlertMessage,
  { chatId, buttons }: { chatId: number | string; buttons: boolean },
): Outgoing {
  const parts = [`${mark(message)} ${titleOf(message)}`, plainText(message), tableText(message)];
  const text = fitted(parts.filter((part) => part !== '').join('\n\n'), telegramLimits.messageCharacters);
  const canAcknowledge = buttons && message.actions.includes('acknowledge');
  return {
    chatId,
    text,
    ...(canAcknowledge && { buttons: [acknowledgeButton] }),
    ...(message.severity === 'info' && !message.urgent && { silent: true }),
  };
}

/** Colour alone says nothing to some; the words beside it say it all. */
function mark({ severity, step }: AlertMessage): string {
  if (step === 'closed') return '✅';
  switch (severity) {
    case 'critical':
      return '🔴';
    case 'warning':
      return '🟡';
    case 'info':
      return 'ℹ️';
    default:
      return assertNever(severity);
  }
}

function tableText({ table, tableLeftOut }: AlertMessage): string {
  const rows = table.slice(0, rowsShown).map(rowText);
  const more = table.length - rows.length + tableLeftOut;
  return [...rows, more > 0 ? `… and ${more} more: see the page.` : ''].filter((line) => line !== '').join('\n');
}

function rowText({ broker, symbol, quantityAtKill, filledQuantity, averagePrice, outcome }: AlertTableRow): string {
  const at = averagePrice === null ? '' : ` at ${averagePrice}`;
  return `${broker} ${symbol}: ${quantityAtKill ?? '?'} held, ${filledQuantity} filled${at}, ${outcome}`;
}
