import { type AlertMessage, fitted, titleOf } from './message.ts';

/** The message as plain text, a thought a line: for whatever shows text and nothing else. */
export function plainText(message: AlertMessage): string {
  const { sentence, nextAction, numbers, at, killId } = message;
  return [
    sentence,
    nextAction,
    ...numbers.map(({ label, value }) => `${label}: ${value}`),
    killId === null ? '' : `Kill ${killId}`,
    at,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** One line, for what is billed by the character. */
export function shortText(message: AlertMessage, characters: number): string {
  return fitted(`${titleOf(message)}. ${message.sentence} ${message.nextAction}`.trim(), characters);
}
