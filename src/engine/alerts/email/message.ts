import { type AlertMessage, fitted, titleOf } from '../message.ts';

const subjectCharacters = 120;

/** Subject and both bodies of a mail; the text alone says all that the other one says. */
export function emailParts(message: AlertMessage): { subject: string; text: string; html: string } {
  return {
    subject: fitted(`Scram: ${titleOf(message)}`, subjectCharacters),
    text: textOf(message),
    html: htmlOf(message),
  };
}

const headings = ['Broker', 'Instrument', 'At the kill', 'Closed', 'Average price', 'Outcome'];

function cellsOf(message: AlertMessage): string[][] {
  return message.table.map(({ broker, symbol, quantityAtKill, filledQuantity, averagePrice, outcome }) => [
    broker,
    symbol,
    quantityAtKill ?? '—',
    filledQuantity,
    averagePrice ?? '—',
    outcome,
  ]);
}

function factsOf({ numbers, killId, at }: AlertMessage): [label: string, value: string][] {
  const facts = numbers.map(({ label, value }): [string, string] => [label, value]);
  return [...facts, ...(killId === null ? [] : [['Kill', killId] as [string, string]]), ['At', at]];
}

function leftOut({ tableLeftOut }: AlertMessage): string {
  return tableLeftOut === 0 ? '' : `… and ${tableLeftOut} more: see "scram liquidations".`;
}

function textOf(message: AlertMessage): string {
  const rows = [headings, ...cellsOf(message)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [
    titleOf(message),
    '',
    message.sentence,
    message.nextAction,
    '',
    ...factsOf(message).map(([label, value]) => `${label}: ${value}`),
    ...(message.table.length === 0 ? [] : ['', ...lines, leftOut(message)]),
    '',
  ].join('\n');
}

/** Inline styles alone: mail programs drop the rest. Colour says nothing that a word does not. */
function htmlOf(message: AlertMessage): string {
  const { sentence, nextAction, table } = message;
  const cell = (tag: 'td' | 'th') => (text: string) =>
    `<${tag} style="padding:4px 12px 4px 0;text-align:left;border-bottom:1px solid #ccc">${escaped(text)}</${tag}>`;
  const row = (tag: 'td' | 'th') => (cells: string[]) => `<tr>${cells.map(cell(tag)).join('')}</tr>`;
  const grid = (rows: string) => `<table style="border-collapse:collapse;font-size:14px">${rows}</table>`;
  return [
    '<div style="font-family:sans-serif;max-width:720px">',
    `<h2 style="margin:0 0 12px">${escaped(titleOf(message))}</h2>`,
    `<p>${escaped(sentence)}</p>`,
    nextAction === '' ? '' : `<p><strong>${escaped(nextAction)}</strong></p>`,
    grid(factsOf(message).map(row('td')).join('')),
    table.length === 0 ? '' : `<br>${grid(row('th')(headings) + cellsOf(message).map(row('td')).join(''))}`,
    leftOut(message) === '' ? '' : `<p>${escaped(leftOut(message))}</p>`,
    '</div>',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
