import test from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { because, closeBrowser, fileAddress, hasBrowser, openPage } from './browser.ts';

const withBrowser = hasBrowser ? test.serial : test.skip;
test.after.always(closeBrowser);

/** A hundred models that read nothing, and three layers of three hundred that each read two of the layer before. */
function models(): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const sizes = [100, 300, 300, 300];
  for (const [layer, size] of sizes.entries()) {
    for (let index = 0; index < size; index++) {
      const before = sizes[layer - 1];
      const ref = (step: number) => `{{ ref('layer_${layer - 1}_${(index + step) % before!}') }}`;
      const sql =
        before === undefined
          ? `select ${index} as id`
          : `select a.id from ${ref(0)} as a join ${ref(7)} as b on a.id = b.id`;
      files[`models/layer_${layer}_${index}.sql`] = `{{ config(materialized='view') }}\n${sql}\n`;
    }
  }
  return files;
}

withBrowser(
  `a thousand models are drawn, found, filtered and moved without a second's wait${because}`,
  async t => {
    const project = cliProject(t, {
      'sparkify.config.ts': `export default { name: 'large', rules: { 'missing-description': 'off', 'unread-model': 'off' } };`,
      ...models(),
    });
    const { exitCode, output } = await project.sparkify('docs', 'generate');
    t.is(exitCode, 0, output);
    const page = await openPage(t);
    await page.goto(fileAddress(project.path('target/docs/index.html')));
    const boxes = page.locator('.overview .box');
    await boxes.nth(999).waitFor({ state: 'attached' });
    t.is(await boxes.count(), 1000);

    await page.evaluate(`{
    globalThis.longest = 0;
    let last = performance.now();
    const next = () => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  }`);
    const box = (await page.locator('.overview .canvas').boundingBox())!;
    await page.mouse.move(box.x + 500, box.y + 300);
    await page.mouse.down();
    for (let step = 0; step < 40; step++)
      await page.mouse.move(box.x + 500 - step * 8, box.y + 300 - step * 4);
    await page.mouse.up();
    const longest = await page.evaluate<number>('longest');
    t.true(longest < 1000, `a frame took ${Math.round(longest)} ms`);

    // layer_3_5 reads 5 and 12 of the layer before, these 5, 12 and 19, and these 5, 12, 19 and 26.
    await page.getByLabel('Filter, as --select takes it').fill('+layer_3_5');
    await page.getByText('10 of 1000').waitFor();
    t.is(await boxes.count(), 10);
    t.is(await page.locator('.edges path').count(), 12);

    await page.keyboard.press('Escape');
    await page.locator('main').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('layer_2_299');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'layer_2_299' }).waitFor();
  },
);
