/**
 * What the desktop app's one binary was given before `--engine`. Its helper is the same binary and needs the same, such as to do without
 * a display on Linux; an engine that runs on plain Node has none.
 */
export function binarySwitches(argv: readonly string[]): string[] {
  const at = argv.indexOf('--engine');
  return at < 0 ? [] : argv.slice(1, at);
}
