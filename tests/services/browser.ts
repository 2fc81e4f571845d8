import { pathToFileURL } from 'node:url';
import type { ExecutionContext } from 'ava';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

const executablePath = await findChromium();

/** To stand behind the title of a test that needs a browser. */
export const because = executablePath === undefined ? ' [skipped: there is no Chromium]' : '';

export const hasBrowser = executablePath !== undefined;

let browser: Promise<Browser> | undefined;

export interface PageOptions {
  readonly dark?: boolean;
  /** As wide as a phone. */
  readonly isPhone?: boolean;
  /** What may go wrong. */
  readonly tolerated?: RegExp;
}

/** A page of a real browser. When the test ends nothing may have gone wrong in it, nor left this machine. */
export async function openPage(t: ExecutionContext, options: PageOptions = {}): Promise<Page> {
  // A container has no sandbox of its own to offer, and the pages are ours.
  browser ??= chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox', '--disable-gpu'] });
  const context = await (await browser).newContext({
    viewport: options.isPhone ? { width: 390, height: 844 } : { width: 1360, height: 860 },
    colorScheme: options.dark ? 'dark' : 'light',
    hasTouch: options.isPhone ?? false,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const wrong: string[] = [];
  const note = (text: string) => {
    if (!options.tolerated?.test(text)) wrong.push(text);
  };
  page.on('pageerror', error => note(error.message));
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') note(message.text());
  });
  page.on('dialog', dialog => {
    note(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', request => {
    if (!/^(file:|data:|http:\/\/(127\.0\.0\.1|localhost)[:/])/.test(request.url())) note(request.url());
  });
  t.teardown(async () => {
    await context.close();
    if (wrong.length > 0) throw new Error(`In the page something went wrong:\n${wrong.join('\n')}`);
  });
  return page;
}

/** To be called when all tests of a file have ended. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
}

export function fileAddress(path: string, hash = ''): string {
  return `${pathToFileURL(path).href}${hash}`;
}
