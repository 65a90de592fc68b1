// Renders every picture of the desktop app from its drawing: `node scripts/icons.ts`. The results are committed; a test compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';

const assets = join(dirname(fileURLToPath(import.meta.url)), '..', 'assets');

/** The colours of the button's LED, light enough for a dark panel and dark enough for a light one. */
const colours = {
  armed: '#2f7de1',
  'check-in-warning': '#d99a00',
  'check-in-critical': '#d93025',
  paused: '#e07b00',
  killing: '#d99a00',
  'killed-flat': '#d93025',
  'killed-not-flat': '#d93025',
  'no-engine': '#8a8f98',
};
/** Points, and the pixels for one. */
const template = { size: 16, scales: [1, 2] };
const coloured = { size: 22, scales: [1, 2] };
const appSizes = [16, 32, 64, 128, 256, 512, 1024];

/** Each file's path under `assets`, and its content. */
export function* renderAll(): Generator<[path: string, content: Buffer]> {
  for (const [shape, colour] of Object.entries(colours)) {
    const drawing = readFileSync(join(assets, 'tray', 'shapes', `${shape}.svg`), 'utf8');
    for (const slashed of [false, true]) {
      const name = `${shape}${slashed ? '-slashed' : ''}`;
      yield* scaled(`${name}Template`, inColour(drawing, '#000000', slashed), template);
      yield* scaled(name, inColour(drawing, colour, slashed), coloured);
    }
  }
  const icon = readFileSync(join(assets, 'icon.svg'), 'utf8');
  for (const size of appSizes) yield [join('icon', `${size}x${size}.png`), png(icon, size)];
}

function* scaled(
  name: string,
  svg: string,
  { size, scales }: { size: number; scales: number[] },
): Generator<[string, Buffer]> {
  for (const scale of scales) {
    yield [join('tray', `${name}${scale === 1 ? '' : `@${scale}x`}.png`), png(svg, size * scale)];
  }
}

/** A slash across the shape, in a gap of its own so that it shows on a filled one. */
function inColour(drawing: string, colour: string, slashed: boolean): string {
  const mask =
    '<defs><mask id="gap" maskUnits="userSpaceOnUse" x="0" y="0" width="16" height="16"><rect width="16" height="16" fill="#fff"/>' +
    '<path d="M1.5 14.5l13-13" stroke="#000" stroke-width="3.6"/></mask></defs>';
  const body = drawing.replace(/^<svg([^>]*)>([\s\S]*)<\/svg>\s*$/, (_, attributes: string, inside: string) =>
    slashed
      ? `<svg${attributes}>${mask}<g mask="url(#gap)">${inside}</g><path d="M1.5 14.5l13-13" stroke-width="1.6"/></svg>`
      : `<svg${attributes}>${inside}</svg>`,
  );
  return body.replaceAll('currentColor', colour);
}

function png(svg: string, width: number): Buffer {
  return new Resvg(svg, { fitTo: { mode: 'width', value: width } }).render().asPng();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of renderAll()) {
    mkdirSync(dirname(join(assets, path)), { recursive: true });
    writeFileSync(join(assets, path), content);
  }
}
