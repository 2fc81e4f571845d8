import test from 'ava';
import { musicProject } from '../helpers/music-project.ts';
import { because, closeBrowser, fileAddress, hasBrowser, openPage } from './browser.ts';

const withBrowser = hasBrowser ? test.serial : test.skip;
test.after.always(closeBrowser);

withBrowser(`two fingers zoom the graph, and one moves it${because}`, async t => {
  const project = musicProject(t);
  t.is((await project.sparkify('docs', 'generate')).exitCode, 0);
  const page = await openPage(t, { isPhone: true });
  await page.goto(fileAddress(project.path('target/docs/index.html')));
  const box = page.locator('[id="node-model.music.stg_plays"]');
  await box.waitFor();
  const place = async () => (await box.boundingBox())!;
  const canvas = (await page.locator('.overview .canvas').boundingBox())!;
  const [x, y] = [canvas.x + canvas.width / 2, canvas.y + canvas.height / 2];
  const devtools = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...xs: readonly number[]) =>
    devtools.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: xs.map((left, id) => ({ x: left, y, id })),
    });

  const before = await place();
  await touch('touchStart', x - 20, x + 20);
  for (let step = 1; step <= 10; step++) await touch('touchMove', x - 20 - 2 * step, x + 20 + 2 * step);
  await touch('touchEnd');
  const larger = await place();
  // The fingers are twice as far from each other.
  t.true(Math.abs(larger.width / before.width - 2) < 0.1, `${before.width} to ${larger.width}`);

  await touch('touchStart', x);
  for (let step = 1; step <= 10; step++) await touch('touchMove', x - 5 * step);
  await touch('touchEnd');
  const moved = await place();
  t.is(Math.round(moved.width), Math.round(larger.width));
  t.true(Math.abs(moved.x - larger.x + 50) < 2, `${larger.x} to ${moved.x}`);
});

withBrowser(`what is printed has all of a table, and nothing to click${because}`, async t => {
  const project = musicProject(t);
  await project.sparkify('build');
  t.is((await project.sparkify('docs', 'generate')).exitCode, 0);
  const page = await openPage(t);
  await page.goto(fileAddress(project.path('target/docs/index.html'), '#/node/model.music.charts'));
  await page.getByRole('heading', { level: 1, name: 'charts' }).waitFor();
  t.true(await page.locator('.sidebar').isVisible());

  await page.emulateMedia({ media: 'print' });
  t.false(await page.locator('.sidebar').isVisible());
  t.false(await page.locator('.tabs').isVisible());
  t.true(await page.getByRole('heading', { level: 1, name: 'charts' }).isVisible());
  for (const column of ['song', 'times', 'price'])
    t.true(await page.getByRole('rowheader', { name: column }).first().isVisible(), column);
  const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type \/Page\b/g) ?? [];
  t.is(pages.length, 1);
});
