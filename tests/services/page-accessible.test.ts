import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'ava';
import { musicProject } from '../helpers/music-project.ts';
import { because, closeBrowser, fileAddress, hasBrowser, openPage } from './browser.ts';

const withBrowser = hasBrowser ? test.serial : test.skip;
test.after.always(closeBrowser);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

withBrowser(`axe finds nothing in any view, light or dark, large or small${because}`, async t => {
  const project = musicProject(t, {
    'models/marts/marts.yml': `models:
  - name: charts
    description: "What was *played* most; see [the log](https://example.com/log) and \`plays\`."
    config: { tags: [nightly] }
    columns:
      - { name: times, data_tests: [{ accepted_range: { arguments: { max_value: 1 }, config: { severity: warn } } }] }
      - { name: price, data_tests: [{ accepted_values: { arguments: { values: [1] } } }] }
`,
  });
  await project.sparkify('build');
  const { output, exitCode } = await project.sparkify('docs', 'generate');
  t.is(exitCode, 0, output);
  const index = project.path('target/docs/index.html');
  const node = '#/node/model.music.charts';
  const places = [
    '#/',
    '#/?node=model.music.charts',
    '#/?select=tag:nothing',
    node,
    `${node}?tab=tests`,
    `${node}?tab=code`,
    `#/node/model.music.plays?tab=files`,
    `${node}?tab=readers`,
    `${node}?tab=data`,
    '#/runs',
    '#/schema',
    '#/lineage/model.music.charts/song',
    '#/node/gone',
  ];
  const found: string[] = [];
  for (const options of [{}, { dark: true }, { isPhone: true }]) {
    const page = await openPage(t, options);
    for (const place of places) {
      await page.goto('about:blank');
      await page.goto(fileAddress(index, place));
      await page.locator('main h1').first().waitFor({ state: 'attached' });
      await page.waitForTimeout(150);
      await page.evaluate(axe);
      const { violations } = await page.evaluate<{ readonly violations: readonly Violation[] }>(
        'axe.run({ preload: false })',
      );
      for (const { id, impact, nodes } of violations)
        found.push(
          `${JSON.stringify(options)} ${place} ${impact} ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
        );
    }
  }
  t.deepEqual(found, []);
});
