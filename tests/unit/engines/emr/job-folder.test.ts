import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { JobFolder } from '../../../../src/engines/emr/job-folder.ts';
import { createLocalStore } from '../../../../src/storage/local-store.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

test('what a job tells is heard once, in its order, as far as it is there', async t => {
  const folder = temporaryFolder(t);
  const store = createLocalStore(join(folder, 'lake'));
  const job = new JobFolder({ store, prefix: 'files/1/_job/', scratch: join(folder, 'sent') });
  t.deepEqual(await job.events(), []);
  await job.put(
    'events-1.ndjson',
    '{"type":"ready","engine":"Spark 4"}\n{"type":"started","task":"é","at":1}\n',
  );
  // The second one is still on its way.
  await job.put('events-3.ndjson', '{"type":"finished"}\n');
  t.deepEqual(
    (await job.events()).map(({ type }) => type),
    ['ready', 'started'],
  );
  await job.put('events-2.ndjson', '{"type":"started","task":"b","at":2}\n');
  t.deepEqual(
    (await job.events()).map(({ type }) => type),
    ['started', 'finished'],
  );
});

test('files that are sent stay, have addresses of their own, and go with the job', async t => {
  const folder = temporaryFolder(t);
  const store = createLocalStore(join(folder, 'lake'));
  const job = new JobFolder({ store, prefix: 'files/1/_job/', scratch: join(folder, 'sent') });
  const path = join(folder, 'a.json');
  writeFileSync(path, '{}\n');
  const [first] = await job.send([path]);
  const [second] = await job.send([path]);
  t.not(first, second);
  t.true([first, second].every(address => address!.endsWith('-a.json')));
  t.true(existsSync(path));
  await job.remove();
  const left: string[] = [];
  for await (const { key } of store.list('')) left.push(key);
  t.deepEqual(left, []);
});
