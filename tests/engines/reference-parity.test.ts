import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { repository, runSparkify } from '../helpers/cli-project.ts';
import { referenceProject } from '../helpers/reference-project.ts';
import { pyspark, sparkTest } from './spark-test.ts';

const realData = join(repository, '../shared/data/sparkify');
const published = ['artists', 'songplays', 'songs', 'time', 'users'];

/** Builds this repository's project on both engines, and compares every published table. Prints what was found. */
async function proves(t: ExecutionContext, ...args: readonly string[]): Promise<string> {
  const { folder } = referenceProject(t);
  const env = { ...process.env, PATH: [join(pyspark!, 'bin'), process.env.PATH].join(delimiter) };
  const { exitCode, output } = await runSparkify(['parity', ...args], folder, env).ended;
  t.is(exitCode, 0, output);
  t.regex(output, /\d+ tables: dev and spark agree/);
  for (const name of published) t.regex(output, new RegExp(`${name} +[\\d,]+ rows, the same`));
  t.log(output);
  return output;
}

sparkTest('the reference project has the same rows on DuckDB and Spark: sample data', async t => {
  t.timeout(600_000);
  await proves(t);
});

const ifThere = existsSync(realData) ? '' : ' (skipped: ../shared/data/sparkify is not there)';
const withRealData = existsSync(realData) ? sparkTest : test.skip;

withRealData(`the reference project has the same rows on DuckDB and Spark: real data${ifThere}`, async t => {
  t.timeout(600_000);
  const output = await proves(t, '--vars', JSON.stringify({ source_root: realData }));
  // The figures are those that come with the data.
  for (const [name, rows] of [
    ['songs', '71'],
    ['artists', '69'],
    ['users', '96'],
    ['time', '6,813'],
    ['songplays', '6,820'],
  ]) {
    t.regex(output, new RegExp(`${name} +${rows} rows, the same`));
  }
});
