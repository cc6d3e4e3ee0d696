import { statSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';

/** A moving picture of pages in a browser: an animated GIF, which README pages show without a player. */
export class Film {
  private readonly frames: { png: Buffer; milliseconds: number }[] = [];

  /** Adds the page as it looks now, to be shown for this long. */
  async show(page: Page, milliseconds: number): Promise<void> {
    this.frames.push({ png: await page.screenshot(), milliseconds });
  }

  /** Adds the page again and again, until an element is there. */
  async follow(page: Page, element: Locator, milliseconds: number): Promise<void> {
    while (!(await element.isVisible())) {
      await this.show(page, milliseconds);
    }
  }

  /** Writes the file and returns its size in bytes. */
  async write(file: string): Promise<number> {
    const pictures = this.frames.map(({ png }) => png);
    await sharp(pictures, { join: { animated: true } })
      .gif({
        delay: this.frames.map(({ milliseconds }) => milliseconds),
        loop: 0,
        colours: 96,
        dither: 0,
        interFrameMaxError: 8,
      })
      .toFile(file);
    return statSync(file).size;
  }
}

/** Writes what happens into the corner below the menu. */
export const caption = (page: Page, text: string) =>
  page.evaluate(
    `(() => {
      document.getElementById('caption')?.remove();
      const bar = document.createElement('div');
      bar.id = 'caption';
      bar.textContent = ${JSON.stringify(text)};
      Object.assign(bar.style, {
        position: 'fixed', left: '14px', bottom: '14px', width: '200px', zIndex: '1000', padding: '12px 14px',
        borderRadius: '8px', background: '#0b3d47', color: '#fff', fontWeight: '600', fontSize: '15px',
      });
      document.body.append(bar);
    })()`,
  );
