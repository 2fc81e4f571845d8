import { driftSchema } from '../../src/artifacts/drift-schema.ts';
import { s3SerialTest } from './s3-service.ts';
import { swarmProject } from './swarm-project.ts';

const event = (id: number, more: object = {}) =>
  JSON.stringify({ id, user: `u${id % 3}`, amount: id, paid_at: '2026-01-01T10:00:00Z', ...more });
const bytes = (text: string) => new TextEncoder().encode(text);

s3SerialTest('of many small objects on S3, new ones are told from those that the release read', async t => {
  const objects = Array.from({ length: 120 }, (_, id) => ({ key: `e/${id}.json`, bytes: bytes(event(id)) }));
  const project = await swarmProject(t, objects, { onBadRecord: 'quarantine', undeclaredKeys: 'ignore' });
  const built = await project.build();
  t.is(built.exitCode, 0, built.output);
  for (let id = 200; id < 230; id++) await project.put(`e/${id}.json`, event(id, { user: null, device: id }));
  await project.put('e/231.json', event(231, { id: 'x' }));
  const { stdout, exitCode, output } = await project.sparkify('source', 'drift', '--json');
  t.is(exitCode, 0, output);
  const [found] = driftSchema.parse(JSON.parse(stdout)).sources;
  t.deepEqual([found!.before.files, found!.before.records], [120, 120]);
  t.deepEqual([found!.now.files, found!.now.records], [31, 30]);
  t.deepEqual(found!.undeclared_keys, [
    { key: 'device', records: 30, file: `${project.root}/e/200.json`, example: '200' },
  ]);
  t.deepEqual(
    found!.misfits.first.map(({ file, line }) => [file, line]),
    [[`${project.root}/e/231.json`, 1]],
  );
  t.deepEqual(
    found!.shifts.map(({ column, kind }) => [column, kind]),
    [['user', 'nulls']],
  );
});
