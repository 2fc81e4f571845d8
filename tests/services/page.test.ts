import test, { type ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { type MusicProject, musicProject } from '../helpers/music-project.ts';
import { because, closeBrowser, fileAddress, hasBrowser, openPage, type PageOptions } from './browser.ts';

const withBrowser = hasBrowser ? test.serial : test.skip;
test.after.always(closeBrowser);

const exposure = `exposures:
  - name: weekly
    type: dashboard
    owner: { name: Listening, email: listening@example.com }
    depends_on: [ref('charts')]
`;

/** A built project and its page in a folder. */
async function builtProject(
  t: ExecutionContext,
  files: Readonly<Record<string, string>> = {},
): Promise<MusicProject> {
  const project = musicProject(t, { 'models/marts/exposures.yml': exposure, ...files });
  await project.sparkify('build');
  const { exitCode, output } = await project.sparkify('docs', 'generate');
  t.is(exitCode, 0, output);
  return project;
}

async function open(
  t: ExecutionContext,
  project: MusicProject,
  hash = '',
  options: PageOptions = {},
): Promise<Page> {
  const page = await openPage(t, options);
  await page.goto(fileAddress(project.path('target/docs/index.html'), hash));
  await page.locator('main h1').waitFor({ state: 'attached' });
  return page;
}

const nodes = (page: Page) => page.locator('.overview .box');

async function shownIds(page: Page): Promise<readonly string[]> {
  const ids = await nodes(page).evaluateAll(boxes => boxes.map(box => box.id.replace(/^node-/, '')));
  return ids.sort();
}

withBrowser(
  `a page that is opened from a disk shows the graph, the release and the run${because}`,
  async t => {
    const project = await builtProject(t);
    const page = await open(t, project);
    // raw.plays, levels, stg_plays, long_plays, scratch, plays, listeners, charts, weekly
    await nodes(page).nth(8).waitFor();
    t.is(await nodes(page).count(), 9);
    const facts = await page.locator('.facts').innerText();
    t.regex(facts, /tested, 4 tables/);
    t.regex(facts, /target\/lake/);
    t.regex(facts, /build now: \d+ passed|build \d+ seconds? ago: \d+ passed/);
    t.is(await page.getByText('Needs attention').count(), 0);
  },
);

withBrowser(`the filter selects what --select selects${because}`, async t => {
  const project = await builtProject(t);
  const page = await open(t, project);
  const types = ['--resource-type', 'model', 'seed', 'source', 'exposure'];
  for (const select of [
    '+charts',
    'tag:nightly',
    'source:raw+',
    'config.materialized:external',
    '1+charts',
    'long_plays,path:models/staging',
    '@levels',
    'resource_type:seed exposure:weekly',
  ]) {
    const { stdout } = await project.sparkify(
      'ls',
      '--select',
      ...select.split(' '),
      ...types,
      '--output',
      'json',
      '--output-keys',
      'unique_id',
    );
    const expected = stdout
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as { unique_id: string }).unique_id);
    await page.getByLabel('Filter, as --select takes it').fill(select);
    await page.getByText(`${expected.length} of 9`).waitFor();
    t.deepEqual(await shownIds(page), expected.sort(), select);
  }
});

withBrowser(`a filter that is wrong says what is wrong with it${because}`, async t => {
  const page = await open(t, await builtProject(t), '#/?select=tags:nightly');
  t.regex(await page.locator('.empty').innerText(), /there is no method "tags".*tag/i);
});

withBrowser(
  `a click on a table makes its relatives stand out, and a second one opens it${because}`,
  async t => {
    const page = await open(t, await builtProject(t));
    const box = page.locator('[id="node-model.music.long_plays"]');
    await box.click();
    t.is(await page.locator('.box.chosen').count(), 1);
    // raw.plays, stg_plays, listeners, charts, weekly; not levels, scratch, plays
    t.is(await page.locator('.box.related').count(), 5);
    t.is(await page.locator('.box.faded').count(), 3);
    t.regex(page.url(), /node=model\.music\.long_plays/);
    await box.click();
    await page.getByRole('heading', { level: 1, name: 'long_plays' }).waitFor();
    await page.goBack();
    await page.locator('.box.chosen').waitFor();
  },
);

withBrowser(`arrow keys move along the lines of the graph, and Enter opens a table${because}`, async t => {
  const page = await open(t, await builtProject(t));
  await page.locator('[id="node-source.music.raw.plays"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.locator('.box.chosen').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[id="node-source.music.raw.plays"]').click();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction("document.activeElement.id === 'node-model.music.stg_plays'");
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'stg_plays' }).waitFor();
  t.pass();
});

withBrowser(`a slash leads to the search, arrows to what was found, Enter to its page${because}`, async t => {
  const page = await open(t, await builtProject(t));
  await page.keyboard.press('/');
  await page.keyboard.type('listener');
  await page.getByRole('option').first().waitFor();
  t.regex(await page.getByRole('option').nth(0).innerText(), /^listeners/);
  await page.keyboard.press('ArrowDown');
  t.regex(await page.locator('[role=option][aria-selected=true]').innerText(), /column of/);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'listeners' }).waitFor();
  t.is(await page.title(), 'listeners · music');
});

withBrowser(`a link leads to the code of a model, which can be copied as it is${because}`, async t => {
  const project = await builtProject(t);
  const page = await open(t, project, '#/node/model.music.listeners?tab=code');
  await page.getByText('{{ ref(').first().waitFor();
  await page.getByRole('button', { name: 'DuckDB' }).click();
  await page.getByText('any_value').waitFor();
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('Copied').waitFor();
  const copied = await page.evaluate('navigator.clipboard.readText()');
  t.is(`${copied}\n`, project.read('target/compiled/music/models/marts/listeners.sql'));
  await page.getByRole('button', { name: 'Spark' }).click();
  await page
    .getByText('`main`')
    .or(page.getByText('`long_plays`'))
    .or(page.getByText('any_value'))
    .first()
    .waitFor();
});

withBrowser(
  `a table shows its columns with types and tests, its partitions, and who reads it${because}`,
  async t => {
    const page = await open(t, await builtProject(t), '#/node/model.music.plays');
    const row = page.getByRole('row').filter({ hasText: 'BIGINT' });
    t.regex(await row.innerText(), /^id[\s\S]*not_null[\s\S]*unique/);
    t.is(await row.locator('.health.good').count(), 2);
    await page.getByRole('link', { name: 'Files' }).click();
    await page.getByText('2 partitions by month').waitFor();
    t.regex(await page.getByRole('row').filter({ hasText: '2026-01' }).innerText(), /\b3\b/);
    await page.getByRole('link', { name: 'Lineage', exact: true }).click();
    await page.getByText('Nobody in this project.').waitFor();
  },
);

withBrowser(`what failed stands first on the overview, and leads to the table${because}`, async t => {
  const failing = `models:
  - name: listeners
    columns:
      - name: level
        data_tests:
          - accepted_values: { arguments: { values: [paid] } }
`;
  const page = await open(t, await builtProject(t, { 'models/marts/marts.yml': failing }));
  const attention = page.getByRole('region', { name: 'Needs attention' });
  await attention.waitFor();
  t.regex(await attention.innerText(), /accepted_values_listeners_level__paid/);
  await attention.getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: 'listeners' }).waitFor();
  // ada and cy listen for free.
  t.regex(await page.locator('.column-tests').innerText(), /fail 2/);
});

withBrowser(`a project that was never built has a page, too${because}`, async t => {
  const project = musicProject(t);
  t.is((await project.sparkify('docs', 'generate')).exitCode, 0);
  const page = await open(t, project);
  const facts = await page.locator('.facts').innerText();
  t.regex(facts, /Last release\s+none yet/);
  t.regex(facts, /Last run\s+none yet/);
});

withBrowser(
  `on a phone nothing is wider than the screen, and the menu leads everywhere${because}`,
  async t => {
    const project = await builtProject(t);
    for (const hash of [
      '',
      '#/node/model.music.charts',
      '#/node/model.music.charts?tab=code',
      '#/node/model.music.plays?tab=files',
      '#/runs',
      '#/schema',
      '#/node/model.music.plays?tab=data',
      '#/lineage/model.music.charts/song',
    ]) {
      const page = await open(t, project, hash, { isPhone: true });
      const width = await page.evaluate('document.documentElement.scrollWidth');
      t.is(width, 390, hash);
    }
    const page = await open(t, project, '', { isPhone: true });
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('navigation', { name: 'Tables' }).getByRole('link', { name: 'charts' }).click();
    await page.getByRole('heading', { level: 1, name: 'charts' }).waitFor();
    t.false(await page.getByRole('navigation', { name: 'Tables' }).isVisible());
  },
);

withBrowser(`colors follow the system until one is chosen, and the choice stays${because}`, async t => {
  const project = await builtProject(t);
  const page = await open(t, project, '', { dark: true });
  const background = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  t.is(await background(), 'rgb(20, 20, 22)');
  await page.getByRole('button', { name: 'Colors: auto' }).click();
  t.is(await background(), 'rgb(246, 246, 244)');
  await page.reload();
  await page.getByRole('button', { name: 'Colors: light' }).waitFor();
  t.is(await background(), 'rgb(246, 246, 244)');
});

withBrowser(`an address of something that is not there says so and leads back${because}`, async t => {
  const page = await open(t, await builtProject(t), '#/node/model.music.gone%');
  await page.getByRole('link', { name: 'To the overview' }).click();
  await nodes(page).first().waitFor();
  t.pass();
});

withBrowser(
  `a column leads over every step to the keys of raw records, and to who reads it${because}`,
  async t => {
    const page = await open(t, await builtProject(t), '#/node/model.music.charts');
    await page.getByRole('link', { name: 'long_times' }).click();
    await page.getByRole('heading', { level: 1, name: 'charts.long_times' }).waitFor();
    const steps = page.locator('.steps').first();
    t.regex(await steps.innerText(), /count\(\*\)|count_star\(\)/i);
    await page.goto(page.url().replace(/#.*/, '#/lineage/model.music.listeners/seconds'));
    await page.getByRole('heading', { level: 1, name: 'listeners.seconds' }).waitFor();
    const labels = await page.locator('.steps').first().getByRole('link').allInnerTexts();
    t.deepEqual(labels, [
      'listeners.seconds',
      'long_plays.seconds',
      'stg_plays.seconds',
      'raw.plays.seconds',
    ]);
    t.regex(await page.locator('.steps').first().innerText(), /sum\(seconds\)/);
    // A box for each of the four tables, and a line between each two.
    t.is(await page.locator('.box.table').count(), 4);
    t.is(await page.locator('.edges path').count(), 3);
    await page.goto(page.url().replace(/#.*/, '#/lineage/source.music.raw.plays/song'));
    await page.getByText('What is made of it').waitFor();
    const made = await page.locator('.steps').nth(1).getByRole('link').allInnerTexts();
    t.true(
      ['stg_plays.song', 'plays.song', 'scratch.song', 'charts.song', 'weekly'].every(each =>
        made.includes(each),
      ),
      made.join(),
    );
  },
);

withBrowser(
  `runs show where the time went, what failed with its rows, and how tables grew${because}`,
  async t => {
    const failing = `models:
  - name: listeners
    columns:
      - name: level
        data_tests:
          - accepted_values: { arguments: { values: [paid, free] } }
  - name: plays
    columns:
      - name: seconds
        data_tests:
          - accepted_range: { arguments: { max_value: 200 } }
`;
    const project = musicProject(t, { 'models/marts/marts.yml': failing.replace('200', '300') });
    await project.sparkify('build');
    project.write({
      'data/plays/march.ndjson':
        '{"id":6,"listener":"di","level":"paid","song":"Low Tide","seconds":250,"month":"2026-03"}\n',
    });
    await project.sparkify('build');
    project.write({ 'models/marts/marts.yml': failing });
    await project.sparkify('build');
    t.is((await project.sparkify('docs', 'generate')).exitCode, 0);
    const page = await open(t, project, '#/runs');
    const failures = page.locator('.failures');
    t.regex(await failures.innerText(), /fail 2\s+accepted_range_plays_seconds__200/);
    const table = failures.getByRole('region', { name: 'Failing rows' });
    // Of 200, 20, 180, 210, 190 and 250 seconds two are more than 200.
    t.deepEqual(
      (await table.getByRole('row').allInnerTexts()).filter(row => /\b(210|250)\b/.test(row)).length,
      2,
    );
    const bars = page.locator('.bars li');
    t.true(
      (await bars.allInnerTexts()).some(
        text => /plays/.test(text) && /6 rows|skipped|after stg_plays/.test(text),
      ),
    );
    t.true((await page.locator('.bars .critical').count()) >= 1);
    await page.getByRole('checkbox').check();
    await page.getByText('accepted_range_plays_seconds__200').last().waitFor();
    const chart = page.getByRole('img', { name: /^plays: / });
    t.regex((await chart.getAttribute('aria-label')) ?? '', /: 5 rows; .*: 6 rows$/);
  },
);

withBrowser(`tables that refer to each other stand in a diagram with their keys${because}`, async t => {
  const page = await open(t, await builtProject(t), '#/schema');
  const boxes = page.locator('.box.table');
  await boxes.first().waitFor();
  // listeners.level names a row of levels.
  t.deepEqual((await boxes.locator('.name').allTextContents()).sort(), ['levels', 'listeners']);
  t.is(await page.locator('.edges path').count(), 1);
  t.true((await boxes.allTextContents()).join().includes('FK'));
});

withBrowser(
  `a published table shows what is in its columns, some rows, and what the last release changed${because}`,
  async t => {
    const project = await builtProject(t);
    project.write({
      'data/plays/march.ndjson':
        '{"id":6,"listener":"bo","level":"paid","song":"Low Tide","seconds":250,"month":"2026-03"}\n',
    });
    t.is((await project.sparkify('build')).exitCode, 0);
    await project.sparkify('docs', 'generate');
    const page = await open(t, project, '#/node/model.music.plays?tab=data');
    await page.getByText('Rows: 5 → 6 (+1).').waitFor();
    // Three plays each of two songs.
    const song = page.getByRole('region', { name: 'song' });
    t.regex(await song.innerText(), /no nulls\s+2 different\s+Low Tide\s+50%\s+Paper Boats\s+50%/);
    const seconds = page.getByRole('region', { name: 'seconds' });
    t.regex(await seconds.innerText(), /all different/);
    t.regex((await seconds.getByRole('img').getAttribute('aria-label')) ?? '', /^From 20 to 250; /);
    // A row of names, and six of values.
    t.is(await page.getByRole('region', { name: 'Rows of plays' }).getByRole('row').count(), 7);

    await project.sparkify('docs', 'generate', '--no-profile');
    await page.reload();
    await page.getByText('The rows were not looked at').waitFor();
  },
);
