import type { Page } from '@playwright/test';

/** A page that follows the same stream and writes down two facts of it: below this no page can be. */
const html = `<!doctype html><title>bare</title><section class="dead-man"><time></time></section><script>
  const take = ({ data }) => {
    const { state, deadMan } = JSON.parse(data);
    if (state) document.title = state.toUpperCase();
    if (deadMan) document.querySelector('time').dateTime = deadMan.lastCheckIn ?? '';
  };
  const events = new EventSource('/api/events');
  for (const name of ['snapshot', 'change']) events.addEventListener(name, take);
</script>`;

/** Opens it at the origin that the other page came from, so that both ask the same handler. */
export async function openBarePage(other: Page): Promise<Page> {
  const page = await other.context().newPage();
  const address = new URL('/bare', other.url()).href;
  await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto(address);
  return page;
}
