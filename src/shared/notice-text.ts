/**
 * The body of a notification for the daemons of Linux desktops, which read it as markup (Desktop Notifications Specification, "Markup"):
 * a reason such as "P&L < limit" must not lose its half, nor a bot's words become a link. Titles are plain text everywhere.
 */
export function noticeBody(text: string, platform: string): string {
  if (platform !== 'linux') return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
