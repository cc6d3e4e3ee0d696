import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { screenshots } from './visitor.js';

/** The committed pictures. `ATES_REFERENCE_PICTURES=write` replaces them with what the pages look like now. */
const folder = path.resolve(import.meta.dirname, '../references');
const isWriting = process.env['ATES_REFERENCE_PICTURES'] === 'write';

/** How much a color may differ, of 1: smoothing of letters differs between versions of Chromium. */
const colorTolerance = 0.2;
/** The pictures have no more colors than this, which keeps them small. */
const colorCount = 128;

/**
 * Makes two runs look the same: pages use one font on every machine, and text that depends on chance or on the clock (amounts,
 * times, dates, durations) becomes a fixed one of the same kind.
 */
export async function makeComparable(page: Page): Promise<void> {
  await page.addStyleTag({ content: await fontFaces() });
  await page.evaluate(`(async () => {
    await document.fonts.ready;
    await Promise.all(['400', '600', '700'].map((weight) => document.fonts.load(weight + ' 16px Reference')));
    const fixed = [
      [/[+−-]?\\$[\\d,]+\\.\\d\\d/g, '$12.34'],
      [/\\d+\\/\\d+\\/\\d+|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \\d+(, \\d{4})?/g, 'Jan 2'],
      [/(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\\b/g, 'Fri'],
      [/\\d+:\\d\\d(:\\d\\d)?( [AP]M)?/g, '12:34'],
      [/this minute|\\d+[smh] ago|\\d+ (second|minute|hour)s? ago/g, '1m ago'],
      [/\\d+ hr( \\d+ min)?|\\d+ min/g, '3 hr 4 min'],
      [/(One|\\d+) more tasks?/g, '2 more tasks'],
    ];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      text.nodeValue = fixed.reduce((result, [pattern, value]) => result.replace(pattern, value), text.nodeValue);
    }
  })()`);
}

/** Makes what is in view the committed picture of this name, if `ATES_REFERENCE_PICTURES` says so. */
export async function replaceReferenceIfAsked(page: Page, name: string): Promise<void> {
  if (isWriting) {
    await sharp(await pictureOf(page)).toFile(fileOf(name));
  }
}

/**
 * Takes a picture of what is in view and returns the share of its pixels, from 0 to 1, that differ from the committed picture of
 * this name; 1 if its size differs. Saves the picture, and one with the differences marked, beside the other screenshots.
 */
export async function differenceFromReference(page: Page, name: string): Promise<number> {
  mkdirSync(screenshots, { recursive: true });
  const picture = await pictureOf(page);
  await sharp(picture).toFile(path.join(screenshots, `reference-${name}.png`));
  const [before, now] = await Promise.all([pixelsOf(readFileSync(fileOf(name))), pixelsOf(picture)]);
  const { width, height } = now.info;
  if (before.info.width !== width || before.info.height !== height) {
    return 1;
  }
  const marked = Buffer.alloc(now.data.length);
  const count = pixelmatch(before.data, now.data, marked, width, height, { threshold: colorTolerance });
  await sharp(marked, { raw: { width, height, channels: 4 } }).toFile(
    path.join(screenshots, `reference-${name}-difference.png`),
  );
  return count / (width * height);
}

const fileOf = (name: string): string => path.join(folder, `${name}.png`);

/** A picture with few colors. */
async function pictureOf(page: Page): Promise<Buffer> {
  const taken = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  return sharp(taken).png({ palette: true, colours: colorCount, dither: 0, effort: 10 }).toBuffer();
}

const pixelsOf = (png: Buffer) => sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });

/** The letters of Inter as style rules; their files are inside, because pages load nothing from elsewhere. */
async function fontFaces(): Promise<string> {
  const inter = path.dirname(createRequire(import.meta.url).resolve('@fontsource/inter/package.json'));
  const faces = [400, 600, 700].map((weight) => {
    const file = readFileSync(path.join(inter, `files/inter-latin-${weight}-normal.woff2`));
    const source = `url(data:font/woff2;base64,${file.toString('base64')})`;
    return `@font-face { font-family: Reference; font-weight: ${weight}; src: ${source}; }`;
  });
  return `${faces.join('\n')} * { font-family: Reference, sans-serif !important; }`;
}
