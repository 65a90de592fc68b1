// Apart from the schemas, because the preload is one small file and must not carry them.

/** The channels between page and shell; all but `place` are answered questions. */
export const desktopChannels = {
  state: 'scram:state',
  changeSettings: 'scram:change-settings',
  launchAtLogin: 'scram:launch-at-login',
  restartEngine: 'scram:restart-engine',
  /** The page is there and wants to know where to go: asked once, when it listens. */
  ready: 'scram:ready',
  place: 'scram:place',
} as const;
