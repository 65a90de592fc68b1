/** What the bot understands, in the order of its menu. */
export const commandTable = [
  { command: 'status', description: 'how everything stands' },
  { command: 'checkin', description: "a sign of life, for the dead man's switch" },
  { command: 'kill', description: 'cancel every order, close every position: /kill REASON' },
  { command: 'reset', description: 'permit trading again after a kill' },
  { command: 'deadman_reset', description: "the way back when the dead man's switch has triggered" },
  { command: 'cancel', description: 'drop what was begun' },
  { command: 'help', description: 'this list' },
] as const;

export type CommandName = (typeof commandTable)[number]['command'];
/** `rest`: what follows the command. */
export type Command = { name: CommandName; rest: string } | { name: 'unknown' };

export const helpText = commandTable.map(({ command, description }) => `/${command} · ${description}`).join('\n');

/** The command in a message, however it is spelt; null when it is none. Telegram's own Start button sends `/start`. */
export function commandIn(text: string): Command | null {
  const [, word = '', rest = ''] = /^\s*\/(\w+)(?:@\w+)?(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (word === '') return text.trim().startsWith('/') ? { name: 'unknown' } : null;
  const name = word.toLowerCase().replaceAll('_', '');
  if (name === 'start') return { name: 'help', rest };
  const known = commandTable.find(({ command }) => command.replaceAll('_', '') === name);
  return known ? { name: known.command, rest: rest.trim() } : { name: 'unknown' };
}
