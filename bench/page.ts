import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../tests/services/find-chromium.ts';
import { diamonds } from './diamonds.ts';
import { type Measurement, measure } from './measure.ts';

export interface PageTimes {
  /** Bytes of the page without data, compressed. */
  readonly bytes: number;
  /** Of `docs generate --no-profile` on a thousand models. */
  readonly generate: readonly Measurement[];
  /** Seconds from the opening of the page of this repository's project, and of a thousand models, until all of the graph is drawn. */
  readonly small: readonly number[];
  readonly large: readonly number[];
}

/** Measures the page in a browser that opens it from disk; gives undefined where there is none. */
export async function timePage(models: number, runs: number): Promise<PageTimes | undefined> {
  const executablePath = await findChromium();
  if (executablePath === undefined) return undefined;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const folder = diamonds(models);
  const generate = (...args: readonly string[]) =>
    measure(['bin/sparkify.js', 'docs', 'generate', '--no-profile', ...args]);
  const [small, large, written]: [number[], number[], Measurement[]] = [[], [], []];
  try {
    await generate('--project-dir', '.');
    for (let run = 0; run < runs; run++) {
      written.push(await generate('--project-dir', folder));
      small.push(await open(browser, 'target/docs/index.html', 10));
      large.push(await open(browser, join(folder, 'target/docs/index.html'), models));
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
  return { bytes: compressedBytes('dist/page'), generate: written, small, large };
}

/** Opens a page as whoever comes for the first time. Gives the seconds until so many boxes are drawn. */
async function open(browser: Browser, file: string, boxes: number): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 } });
  const page = await context.newPage();
  const startedAt = performance.now();
  await page.goto(pathToFileURL(resolve(file)).href);
  await page
    .locator('.overview .box')
    .nth(boxes - 1)
    .waitFor({ state: 'attached' });
  const seconds = (performance.now() - startedAt) / 1000;
  await context.close();
  return seconds;
}

function compressedBytes(folder: string): number {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = names.filter(entry => entry.isFile());
  return files.reduce(
    (sum, { parentPath, name }) => sum + gzipSync(readFileSync(join(parentPath, name))).length,
    0,
  );
}
