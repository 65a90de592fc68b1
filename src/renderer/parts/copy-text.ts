/**
 * Puts a text on the clipboard; false where the browser refuses. In the desktop app every permission is denied, the Clipboard API's too,
 * while a copy that somebody has just asked for by a click needs none: hence the older way.
 */
export function copyText(text: string): boolean {
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', give);
  try {
    return document.execCommand('copy');
  } finally {
    document.removeEventListener('copy', give);
  }
}
