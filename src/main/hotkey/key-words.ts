/** Electron's names of keys whose print differs (https://electronjs.org/docs/latest/tutorial/keyboard-shortcuts). */
const onMac: Readonly<Record<string, string>> = {
  commandorcontrol: 'Cmd',
  cmdorctrl: 'Cmd',
  command: 'Cmd',
  control: 'Ctrl',
  alt: 'Option',
};
const elsewhere: Readonly<Record<string, string>> = {
  commandorcontrol: 'Ctrl',
  cmdorctrl: 'Ctrl',
  control: 'Ctrl',
  super: 'Win',
  meta: 'Win',
};

/** A combination as it stands on the keys: `CommandOrControl+Alt+Shift+K` is `Ctrl+Alt+Shift+K`, on a Mac `Cmd+Option+Shift+K`. */
export function keyWords(accelerator: string, platform: string): string {
  const words = platform === 'darwin' ? onMac : elsewhere;
  return accelerator
    .split('+')
    .map((key) => words[key.toLowerCase()] ?? key)
    .join('+');
}
