import test, { type ExecutionContext } from 'ava';
import { soundCheckFile } from '../../../src/artifacts/sound-check-file.ts';
import type { Session } from '../../../src/engines/session.ts';
import { checkUnlessKnown } from '../../../src/run/known-check.ts';
import { withProject } from '../../../src/sparkify.ts';
import type { CliProject } from '../../helpers/cli-project.ts';
import { type ProjectFiles, tinyConfig, tinyFiles, tinyProject } from '../../helpers/tiny-project.ts';

const rates = { 'seeds/rates.csv': 'user_name,rate\nAda,2\n' };
const rated = {
  ...rates,
  'models/rated.sql': `select id, rate from {{ ref('payments') }} join {{ ref('rates') }} using (user_name)`,
};

/** Checks a project as a run does. Gives what it found, and whether DuckDB was asked. */
function check(project: CliProject) {
  return withProject({ cwd: project.folder, env: {} }, async (loaded, session) => {
    let isBound = false;
    const watched = {
      engineVersion: session.engineVersion,
      seedColumns: (seed: Parameters<Session['seedColumns']>[0]) => session.seedColumns(seed),
      createShadow: () => {
        isBound = true;
        return session.createShadow();
      },
    };
    const found = await checkUnlessKnown(
      loaded,
      watched as unknown as Session,
      soundCheckFile(loaded.config),
      session.parser,
    );
    const { columns, assumed, diagnostics } = found;
    return { isBound, columns, assumed, codes: diagnostics.map(({ code }) => code) };
  });
}

/** A project that was found sound once. */
async function sound(t: ExecutionContext, files: ProjectFiles = {}): Promise<CliProject> {
  const project = tinyProject(t, { ...rated, ...files });
  t.true((await check(project)).isBound);
  return project;
}

test('a project that was found sound is not bound again, and has the same columns', async t => {
  const project = tinyProject(t, rated);
  const { isBound, ...first } = await check(project);
  t.true(isBound);
  t.deepEqual(first.codes, []);
  t.deepEqual(first.columns['seed.tiny.rates'], [
    { name: 'user_name', type: 'VARCHAR' },
    { name: 'rate', type: 'BIGINT' },
  ]);
  t.deepEqual(await check(project), { isBound: false, ...first });
});

const changes: Readonly<Record<string, ProjectFiles>> = {
  'the SQL of a model': { 'models/stg_events.sql': `${tinyFiles['models/stg_events.sql']}where id > 0` },
  'a declared type': {
    'models/payments.yml': tinyFiles['models/payments.yml'].replace('INTEGER', 'BIGINT'),
  },
  'what is in a seed': { 'seeds/rates.csv': 'user_name,rate\nAda,low\n' },
  'a test': {
    'models/payments.yml': tinyFiles['models/payments.yml'].replace('[not_null, unique]', '[not_null]'),
  },
  'a rule': { 'sparkify.config.ts': tinyConfig({ more: "  rules: { 'unread-model': 'error' },\n" }) },
  'a statement of the start': {
    'sparkify.config.ts': tinyConfig({ more: "  onRunStart: ['create macro twice(x) as 2 * x'],\n" }),
  },
};

for (const [what, files] of Object.entries(changes)) {
  test(`one that differs in ${what} is bound`, async t => {
    const project = await sound(t);
    for (const [path, text] of Object.entries(files)) project.write({ [path]: text! });
    t.true((await check(project)).isBound);
  });
}

test('what is wrong is told each time', async t => {
  const project = await sound(t);
  project.write({
    'seeds/rates.csv': 'user_name,rate\nAda,low\n',
    'models/rated.sql': rated['models/rated.sql'].replace('rate from', 'rate + 1 as rate from'),
  });
  const { isBound, codes } = await check(project);
  t.true(isBound);
  t.is(codes.length, 1);
  t.deepEqual((await check(project)).codes, codes);
});

test('one whose SQL reads what it does not name is bound each time', async t => {
  const project = await sound(t, { 'models/raw_rates.sql': "select * from read_csv('seeds/rates.csv')" });
  t.true((await check(project)).isBound);
});

test('one of which a value was hidden, or changed otherwise, tells nothing', async t => {
  const project = await sound(t);
  const path = 'target/checked.json';
  project.write({ [path]: project.read(path).replaceAll('user_name', '*****') });
  t.true((await check(project)).isBound);
});

test('a file that is cut in half tells nothing', async t => {
  const project = await sound(t);
  const path = 'target/checked.json';
  project.write({ [path]: project.read(path).slice(0, 100) });
  t.true((await check(project)).isBound);
  t.false((await check(project)).isBound);
});
