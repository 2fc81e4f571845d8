import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/**
 * Writes the pictures of the page in docs/images, from the real page of the reference project.
 *
 * usage: node scripts/screenshots.ts [path of a Chromium]
 */
const root = resolve(import.meta.dirname, '..');
const images = join(root, 'docs/images');
const page = mkdtempSync(join(tmpdir(), 'sparkify-page-'));
const sparkify = (...args: readonly string[]) =>
  execFileSync(process.execPath, [join(root, 'bin/sparkify.js'), ...args, '--quiet'], {
    cwd: root,
    stdio: 'inherit',
  });

const songplays = 'model.sparkify_lake.songplays';
const shots = [
  { name: 'overview', hash: `#/?node=${songplays}`, dark: false },
  { name: 'data', hash: `#/node/${songplays}?tab=data`, dark: false },
  { name: 'lineage', hash: '#/lineage/model.sparkify_lake.session_lengths/seconds', dark: true },
  { name: 'tables', hash: '#/schema', dark: false },
  { name: 'runs', hash: '#/runs', dark: false },
];

sparkify('build');
sparkify('docs', 'generate', '--output', page);
const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
mkdirSync(images, { recursive: true });
for (const { name, hash, dark } of shots) {
  const tab = await browser.newPage({
    viewport: { width: 1280, height: 780 },
    colorScheme: dark ? 'dark' : 'light',
  });
  await tab.goto(`${pathToFileURL(join(page, 'index.html')).href}${hash}`);
  await tab.locator('main h1').first().waitFor({ state: 'attached' });
  // What is drawn after the first frame is there, too.
  await tab.waitForTimeout(500);
  await tab.screenshot({ path: join(images, `${name}.png`) });
  await tab.close();
}
await browser.close();
rmSync(page, { recursive: true });
