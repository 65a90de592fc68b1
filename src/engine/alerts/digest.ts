import { type AlertMessage, fitted } from './message.ts';

const gravity = { info: 0, warning: 1, critical: 2 } as const;
const sentencesShown = 12;

/** Several messages as one, for a channel that has to be quiet: the gravest gives the tone, the newest the time. */
export function digestOf(messages: readonly [AlertMessage, ...AlertMessage[]]): AlertMessage {
  const [first, ...rest] = messages;
  if (rest.length === 0) return first;
  const gravest = messages.reduce((a, b) => (gravity[b.severity] > gravity[a.severity] ? b : a));
  const last = rest.at(-1) ?? first;
  const left = messages.length - sentencesShown;
  return {
    ...gravest,
    id: `digest:${first.id}:${messages.length}`,
    thread: `digest:${first.id}`,
    step: 'note',
    conditionId: null,
    title: `${messages.length} messages, ${gravest.severity}`,
    sentence: fitted(messages[0].sentence, 300),
    nextAction: gravest.nextAction,
    numbers: [
      ...messages.slice(1, sentencesShown).map(({ title, sentence }) => ({ label: title, value: sentence })),
      ...(left > 0 ? [{ label: 'Left out', value: `${left} more, in the journal` }] : []),
    ],
    at: last.at,
  };
}
