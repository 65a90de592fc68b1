import { existsSync } from 'node:fs';

/** Debian's, because Playwright's own browsers are a download. */
export const chromiumPath = '/usr/bin/chromium';
export const hasChromium = existsSync(chromiumPath);
