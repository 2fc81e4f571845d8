import { request } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import { type MusicProject, musicProject } from '../helpers/music-project.ts';
import { because, closeBrowser, hasBrowser, openPage } from './browser.ts';

const withBrowser = hasBrowser ? test.serial : test.skip;
test.after.always(closeBrowser);

interface Served {
  readonly url: string;
  readonly stop: () => Promise<{ readonly exitCode: number | null; readonly output: string }>;
  /** Waits until it has printed something. */
  readonly printed: (text: RegExp) => Promise<void>;
}

async function serve(
  t: ExecutionContext,
  project: MusicProject,
  ...args: readonly string[]
): Promise<Served> {
  const { child, ended } = project.start('docs', 'serve', '--no-browser', ...args);
  let output = '';
  child.stdout!.on('data', (text: string) => {
    output += text;
  });
  t.teardown(() => child.kill('SIGKILL'));
  const printed = async (text: RegExp) => {
    while (!text.test(output)) {
      if (child.exitCode !== null) throw new Error(`It ended: ${(await ended).output}`);
      await new Promise(done => setTimeout(done, 50));
    }
  };
  await printed(/The page is at http:\S+/);
  const stop = () => {
    child.kill('SIGINT');
    return ended;
  };
  return { url: /http:\S+/.exec(output)![0], stop, printed };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** As a client sends it that sticks to nothing. */
function ask(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((done, failed) => {
    request({ hostname, port, path, headers, method }, response => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => done({ status: response.statusCode!, headers: response.headers, body }));
    })
      .on('error', failed)
      .end();
  });
}

withBrowser(
  `the page that is served follows runs, releases and changes, and tells of errors${because}`,
  async t => {
    const project = musicProject(t);
    const served = await serve(t, project);
    // When serving ends, a page that is open asks once more.
    const page = await openPage(t, { tolerated: /ERR_CONNECTION_REFUSED/ });
    await page.goto(served.url);
    const facts = page.locator('.facts');
    await facts.getByText('none yet').first().waitFor();

    t.is((await project.sparkify('build')).exitCode, 0);
    await facts.getByText('tested, 4 tables').waitFor();

    project.write({ 'models/marts/favorites.sql': `select * from {{ ref('charts') }}\n` });
    await page.locator('[id="node-model.music.favorites"]').waitFor();

    project.write({ 'models/marts/favorites.sql': `select nothing from {{ ref('charts') }}\n` });
    await page.locator('.problem').waitFor();
    t.regex(await page.locator('.problem').innerText(), /"nothing"/);
    await served.printed(/The page stays as it was/);

    project.write({ 'models/marts/favorites.sql': `select song from {{ ref('charts') }}\n` });
    await page.locator('.problem').waitFor({ state: 'detached' });
    // What is gone at once is the page before; the next one loads its scripts yet.
    await page.locator('[id="node-model.music.favorites"]').waitFor();
    const { exitCode, output } = await served.stop();
    t.is(exitCode, 0, output);
  },
);

test.serial('what is served is the page alone, and to nobody from elsewhere', async t => {
  const project = musicProject(t);
  const { url, stop } = await serve(t, project);
  const { port } = new URL(url);
  const index = await ask(url, '/');
  t.is(index.status, 200);
  t.is(index.headers['x-content-type-options'], 'nosniff');
  t.is(index.headers['cross-origin-resource-policy'], 'same-origin');
  t.regex(index.body, /default-src 'none'; script-src 'self'/);
  for (const path of [
    '/../manifest.json',
    '/%2e%2e/manifest.json',
    '/..%2f..%2fsparkify.config.ts',
    '/data/../../manifest.json',
    '/data',
    '/%00',
    '/%zz',
    '//etc/passwd',
    '/.index.html.1',
  ])
    t.is((await ask(url, path)).status, 404, path);
  t.is((await ask(url, '/data/manifest.js', { host: `evil.example:${port}` })).status, 403);
  t.is((await ask(url, '/', { host: 'a b' })).status, 403);
  t.is((await ask(url, '/data/manifest.js', { host: `localhost:${port}` })).status, 200);
  const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  t.is((await ask(url, '/data/manifest.js', foreign)).status, 403);
  t.is((await ask(url, '/', {}, 'POST')).status, 405);
  t.is((await stop()).exitCode, 0);
});

test.serial('a port that is taken is refused when it was asked for, and passed over when not', async t => {
  const project = musicProject(t);
  const first = await serve(t, project, '--port', '0');
  const { port } = new URL(first.url);
  const refused = await project.sparkify('docs', 'serve', '--no-browser', '--port', port);
  t.is(refused.exitCode, 2);
  t.regex(refused.stderr, /cannot be served at 127\.0\.0\.1, port \d+: EADDRINUSE/);
  t.is((await first.stop()).exitCode, 0);
});

test.serial('a project with an error is not served', async t => {
  const project = musicProject(t, { 'models/marts/charts.sql': 'select nothing' });
  const { exitCode, stderr } = await project.sparkify('docs', 'serve', '--no-browser');
  t.is(exitCode, 2);
  t.regex(stderr, /charts\.sql/);
});

test.serial('a folder that holds something else is not written over', async t => {
  const project = musicProject(t);
  const { exitCode, stderr } = await project.sparkify('docs', 'generate', '--output', '.');
  t.is(exitCode, 2);
  t.regex(stderr, /holds other files/);
  t.is((await project.sparkify('docs', 'generate', '--output', 'page')).exitCode, 0);
  t.is((await project.sparkify('docs', 'generate', '--output', 'page')).exitCode, 0);
});
