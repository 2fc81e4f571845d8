import test from 'ava';
import { configSchema } from '../../../src/config/config-schema.ts';

const role = 'arn:aws:iam::123456789012:role/spark';

function problems(target: object): readonly string[] {
  const parsed = configSchema.safeParse({ name: 'x', targets: { prod: target } });
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${String(path.at(-1))}: ${message}`);
}

test('a target on EMR says what it must be', t => {
  const lake = 's3://music/lake';
  t.deepEqual(problems({ type: 'emr-serverless', lake, role }), []);
  t.deepEqual(problems({ type: 'emr', lake }), []);
  t.regex(problems({ type: 'emr', lake: 'target/lake' })[0]!, /lake: must be a place on S3/);
  t.regex(problems({ type: 'emr', lake, release: '7.9' })[0]!, /release: must be a release label/);
  t.regex(problems({ type: 'emr', lake, cluster: 'mine' })[0]!, /cluster: must be the id of a cluster/);
  t.regex(problems({ type: 'emr-serverless', lake, role, application: 'my app' })[0]!, /not its name/);
  t.regex(problems({ type: 'emr-serverless', lake, role: 'spark' })[0]!, /must be an ARN/);
  t.regex(problems({ type: 'emr', lake, tags: { 'sparkify:project': 'y' } })[0]!, /must not begin with/);
});

test('the machines of a cluster are all fleets, or all groups', t => {
  const lake = 's3://music/lake';
  const [fleet, group] = [
    { types: ['m7g.xlarge'], spot: 2 },
    { type: 'm7g.xlarge', count: 2 },
  ];
  t.deepEqual(problems({ type: 'emr', lake, instances: { primary: fleet, core: fleet } }), []);
  t.deepEqual(problems({ type: 'emr', lake, instances: { primary: group, task: group } }), []);
  t.regex(
    problems({ type: 'emr', lake, instances: { primary: fleet, core: group } })[0]!,
    /must all be fleets, or all be groups/,
  );
});
