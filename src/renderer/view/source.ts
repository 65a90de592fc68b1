import type { Source } from '../../shared/source.ts';

const names = {
  wifi: 'the button, over WiFi',
  usb: 'the button, over USB',
  hotkey: 'the hotkey',
  tray: 'the tray',
  window: 'the page',
  cli: 'the command line',
  telegram: 'Telegram',
  api: 'the API',
  bot: 'a bot',
  dead_man: "the dead man's switch",
  dead_man_switch: "the dead man's switch",
  peer: 'a peer engine',
  engine: 'the engine',
} satisfies Partial<Record<Source, string>>;

/** Who did it, to stand after "by". */
export function sourceName(source: Source): string {
  if (Object.hasOwn(names, source)) return names[source as keyof typeof names];
  return `the trigger ${source.replace('trigger:', '')}`;
}
