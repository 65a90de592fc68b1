import type { Liquidation } from '../../../shared/api/journal.ts';
import { type ExportFile, killAsCsv, killAsJson } from '../../view/export.ts';

export function ExportButtons({ kill }: { kill: Liquidation }) {
  return (
    <p className="export">
      <button type="button" onClick={() => handOut(killAsCsv(kill))}>
        Export as CSV
      </button>
      <button type="button" onClick={() => handOut(killAsJson(kill))}>
        Export as JSON
      </button>
    </p>
  );
}

/** Gives the file to the browser, which asks where it goes or puts it where its user has said. */
function handOut({ name, type, text }: ExportFile): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Freed after the browser has taken it: the click only begins that.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
