import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { currentTable, pointerSql, rowsOf } from '../helpers/lake-reader.ts';
import { jsonLines } from '../helpers/tiny-project.ts';
import { isOfDuckDb } from './fault-proxy.ts';
import { s3SerialTest } from './s3-service.ts';
import { event, objectReads, paymentsOf, swarm, swarmProject } from './swarm-project.ts';

const ids = (count: number) => Array.from({ length: count }, (_, id) => id);

s3SerialTest(
  'many small objects are fetched with one request each, and by the next build not at all',
  async t => {
    const project = await swarmProject(t, swarm(150));
    const output = await succeeded(t, project.build());
    t.regex(output, /Fetched 150 objects \(\d+\.\d kB\) of raw\.events in /);
    t.deepEqual(objectReads(project), { GET: 150 });
    t.is(await project.payments(), paymentsOf(ids(150)));
    const before = project.proxy.requests.length;
    const again = await succeeded(t, project.build());
    t.notRegex(again, /Fetched/);
    t.deepEqual(objectReads(project, before), {});
    t.is(await project.payments(), paymentsOf(ids(150)));
  },
);

s3SerialTest('of a swarm that changed only what is new is fetched', async t => {
  const project = await swarmProject(t, swarm(150));
  await succeeded(t, project.build());
  const before = project.proxy.requests.length;
  await project.put('new/é +%25 "a\'.json', jsonLines([event(200)]));
  await project.put('3/3.json', jsonLines([event(203)]));
  await project.remove('5/5.json');
  const output = await succeeded(t, project.build());
  t.regex(output, /Fetched 2 objects/);
  t.deepEqual(objectReads(project, before), { GET: 2 });
  t.is(await project.payments(), paymentsOf([...ids(150).filter(id => id !== 3 && id !== 5), 200, 203]));
});

s3SerialTest(
  'of a source of large and small objects the small are fetched once, and the large read in place',
  async t => {
    // Each of 1.4 MB: above what counts as small.
    const large = [0, 1].map(part => ({
      key: `large/${part}.json`,
      bytes: Buffer.from(
        jsonLines(Array.from({ length: 20_000 }, (_, id) => event(1000 + part * 20_000 + id))),
      ),
    }));
    t.true(large.every(({ bytes }) => bytes.length > 2 ** 20));
    const project = await swarmProject(t, [...swarm(150), ...large]);
    const connection = await connectDuckDb(t);
    const rows = async () => {
      const table = currentTable(project.lake, 'payments');
      const sql = await pointerSql(connection, project.lake, table);
      return rowsOf(
        connection,
        `SELECT count(*), count(DISTINCT id), sum(id), min(id), max(id) FROM (${sql})`,
      );
    };
    // 0 to 149 and 1000 to 40,999.
    const expected = [
      ['40150', '40150', String((149 * 150) / 2 + ((1000 + 40_999) / 2) * 40_000), 0, 40_999],
    ];
    const reads = (since: number) => {
      const seen = project.proxy.requests.slice(since).filter(({ key }) => key.startsWith('raw/'));
      const keysOf = (isLarge: boolean) => seen.filter(({ key }) => key.startsWith('raw/large/') === isLarge);
      return { small: keysOf(false), large: keysOf(true) };
    };
    t.regex(await succeeded(t, project.build()), /Fetched 150 objects/);
    const first = reads(0);
    t.deepEqual(new Set(first.small.map(({ method }) => method)), new Set(['GET']));
    t.is(first.small.length, 150);
    t.false(first.small.some(isOfDuckDb));
    t.deepEqual([...new Set(first.large.map(({ key }) => key))].sort(), [
      'raw/large/0.json',
      'raw/large/1.json',
    ]);
    t.true(first.large.every(isOfDuckDb));
    t.deepEqual(await rows(), expected);

    const before = project.proxy.requests.length;
    t.notRegex(await succeeded(t, project.build()), /Fetched/);
    const second = reads(before);
    t.deepEqual(second.small, []);
    t.true(second.large.length > 0 && second.large.every(isOfDuckDb));
    t.deepEqual(await rows(), expected);
  },
);

s3SerialTest('a bad record of a swarm is named by its object and the line there', async t => {
  const objects = swarm(150);
  const project = await swarmProject(t, [
    ...objects,
    { key: 'x/misfit.json', bytes: Buffer.from(jsonLines([event(200), event(201, { id: 'x' })])) },
    { key: 'x/malformed.json', bytes: Buffer.from(`${jsonLines([event(202)])}{"id": 203,\n`) },
    {
      key: 'x/pretty.json',
      bytes: Buffer.from(JSON.stringify([event(204), event(205, { amount: 'y' })], undefined, 2)),
    },
  ]);
  const { exitCode, output } = await project.build();
  t.is(exitCode, 1, output);
  // Each event has six lines, after the bracket.
  for (const place of ['misfit.json:2:1', 'malformed.json:2:1', 'pretty.json:8:1']) {
    t.true(output.includes(`${project.root}/x/${place}`), output);
  }
  t.notRegex(output, /target\/(tmp|cache)|records\.ndjson/);
});

s3SerialTest(
  'bad records of a swarm go to quarantine, with their objects, and cost the next build no request',
  async t => {
    const project = await swarmProject(
      t,
      [
        ...swarm(150),
        { key: 'x/misfit.json', bytes: Buffer.from(jsonLines([event(200), event(201, { id: 'x' })])) },
        { key: 'x/malformed.json', bytes: Buffer.from(`${jsonLines([event(202)])}{"id": 203,\n`) },
      ],
      { onBadRecord: 'quarantine' },
    );
    await succeeded(t, project.build());
    t.is(await project.payments(), paymentsOf([...ids(150), 200, 202]));
    const entries = () =>
      project
        .read('target/quarantine/raw.events/bad-records.jsonl')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
        .map(({ file, line, record }) => `${file}:${line} ${record}`)
        .sort();
    const expected = [
      `${project.root}/x/malformed.json:2 {"id": 203,`,
      `${project.root}/x/misfit.json:2 ${JSON.stringify(event(201, { id: 'x' }))}`,
    ];
    t.deepEqual(entries(), expected);
    const before = project.proxy.requests.length;
    await succeeded(t, project.build());
    t.deepEqual(objectReads(project, before), {});
    t.deepEqual(entries(), expected);
  },
);

s3SerialTest('an undeclared key in a swarm is named by the first object that holds it', async t => {
  const project = await swarmProject(t, [
    ...swarm(150),
    { key: 'x/2.json', bytes: Buffer.from(jsonLines([event(200, { device: 'tv' })])) },
    { key: 'x/1.json', bytes: Buffer.from(jsonLines([event(201), event(202, { device: 'phone' })])) },
  ]);
  const output = await succeeded(t, project.build());
  t.true(output.includes(`"device" (in 2 records, e.g. "phone" in ${project.root}/x/1.json)`), output);
});
