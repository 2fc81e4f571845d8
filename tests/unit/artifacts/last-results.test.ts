import test from 'ava';
import { localArtifacts } from '../../../src/artifacts/artifact-folder.ts';
import { readLastResults } from '../../../src/artifacts/last-results.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

/** What dbt writes, as far as it is read. */
const whole = {
  metadata: { dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json' },
  elapsed_time: 0.5,
  results: [
    { unique_id: 'model.p.a', status: 'success' },
    { unique_id: 'test.p.b', status: 'fail' },
  ],
  args: { which: 'build' },
};

test('every node of a run is known with its status', t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'run_results.json': JSON.stringify(whole) });
  t.deepEqual(Object.fromEntries(readLastResults(localArtifacts(folder))), {
    'model.p.a': 'success',
    'test.p.b': 'fail',
  });
});

test('results that say nothing of a whole run are refused in one sentence', t => {
  const folder = temporaryFolder(t);
  const refused = (text: string | undefined, message: RegExp) => {
    if (text !== undefined) writeFiles(folder, { 'run_results.json': text });
    t.throws(() => readLastResults(localArtifacts(folder)), { code: 'bad-state', message });
  };
  refused(undefined, /run_results\.json is not there\.$/);
  refused('{"metadata', /run_results\.json is not whole: it is not valid JSON\.$/);
  refused('[]', /is no run-results of dbt or sparkify\.$/);
  refused(
    JSON.stringify(whole).replace('/v6.', '/v4.'),
    /has the form run-results\/v4; this sparkify reads run-results\/v6/,
  );
  refused(JSON.stringify({ ...whole, results: {} }), /does not have the form run-results\/v6 at results\.$/);
  refused(JSON.stringify({ ...whole, elapsed_time: 0 }), /tells of a run that only began/);
  refused(JSON.stringify({ ...whole, args: { which: 'run-operation' } }), /tells of run-operation/);
});
