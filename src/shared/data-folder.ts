/** The files of a data folder that a client may look for; the engine writes them. */
export const dataFiles = {
  /** Where the engine listens; `engine-file.ts` has its shape. */
  engine: 'engine.json',
  operatorToken: 'operator.token',
  botToken: 'bot.token',
} as const;

/**
 * The folder that an engine keeps its files in unless `--data` names another: the place each platform gives to applications.
 * Engine and clients must agree on it, hence one pure function; `platform` is Node's `process.platform`.
 */
export function dataFolder(platform: string, env: Record<string, string | undefined>, homeFolder: string): string {
  switch (platform) {
    case 'darwin':
      return `${homeFolder}/Library/Application Support/Scram`;
    case 'win32':
      return `${windowsAppData(env) ?? `${homeFolder}\\AppData\\Roaming`}\\Scram`;
    default:
      return `${xdgDataHome(env) ?? `${homeFolder}/.local/share`}/scram`;
  }
}

/** The XDG base directory specification: a path that is not absolute is to be ignored. */
function xdgDataHome(env: Record<string, string | undefined>): string | undefined {
  const { XDG_DATA_HOME: path } = env;
  return path?.startsWith('/') ? path.replace(/\/+$/, '') : undefined;
}

function windowsAppData(env: Record<string, string | undefined>): string | undefined {
  const { APPDATA: path } = env;
  return path === '' ? undefined : path;
}
