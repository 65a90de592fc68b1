import { engineCommand, ownMark, type ServicePlan } from './plan.ts';

export const launchdLabel = 'scram.engine';

/** A launch agent that is started at login and always again; `launchd.plist(5)`. Interactive, or macOS slows its timers down. */
export function launchdPlist(plan: ServicePlan): string {
  const words = engineCommand(plan).map((word) => `    <string>${xmlText(word)}</string>`);
  const logFile = xmlText(`${plan.dataFolder}/engine.log`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<!-- ${ownMark} -->`,
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key><string>${launchdLabel}</string>`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...words,
    '  </array>',
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key><true/>',
    '  <key>ThrottleInterval</key><integer>1</integer>',
    '  <key>ProcessType</key><string>Interactive</string>',
    // Decimal 63 is octal 077: what the engine writes is for its user alone.
    '  <key>Umask</key><integer>63</integer>',
    `  <key>StandardOutPath</key><string>${logFile}</string>`,
    `  <key>StandardErrorPath</key><string>${logFile}</string>`,
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
