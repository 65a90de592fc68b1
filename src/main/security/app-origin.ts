/** The page's own scheme and host: `scram://app/`. */
export const appScheme = 'scram';
const appHost = 'app';
export const appUrl = `${appScheme}://${appHost}/`;

/** Whether an address is of our page's origin, exactly, as a URL parser sees it. */
export function isAppUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return protocol === `${appScheme}:` && hostname === appHost && port === '' && username === '' && password === '';
}
