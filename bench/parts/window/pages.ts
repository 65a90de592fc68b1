import type { Page } from '@playwright/test';
import { within } from '../../lib/wait.ts';
import { patience } from '../../limits.ts';

/** From the navigation to the frame after the page first said ARMED. */
export async function armedAfterMs(page: Page): Promise<number> {
  await page.addInitScript(() => {
    const look = () => {
      if (!document.title.startsWith('ARMED')) return;
      observer.disconnect();
      requestAnimationFrame(() => Object.assign(window, { armedAtMs: performance.now() }));
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, characterData: true });
  });
  await page.reload();
  const seen = await page.waitForFunction(() => (window as { armedAtMs?: number }).armedAtMs);
  return (await seen.jsonValue()) ?? Number.NaN;
}

/** From the moment at which the page asks for a check-in to the frame after the new one is in it, by its stream. */
export function checkInSeenAfterMs(page: Page): Promise<number> {
  const seenMs = page.evaluate(async () => {
    const shown = () => document.querySelector('.dead-man time')?.getAttribute('datetime') ?? '';
    const before = shown();
    const seen = new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (shown() === before) return;
        observer.disconnect();
        requestAnimationFrame(() => resolve(performance.now()));
      });
      observer.observe(document, { subtree: true, childList: true, attributes: true });
    });
    const startedMs = performance.now();
    const answer = await fetch('/api/check-in', { method: 'POST' });
    if (!answer.ok) throw new Error(`the check-in was refused: ${answer.status}`);
    return (await seen) - startedMs;
  });
  return within(seenMs, patience.pageMs, 'a check-in in the page');
}
