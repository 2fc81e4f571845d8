import { globSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { currentTable, pointerSql, rowsOf } from '../helpers/lake-reader.ts';
import { sparkifyOnSmallDisk } from '../helpers/small-disk.ts';
import { jsonLines } from '../helpers/tiny-project.ts';
import { denied, type Fault, isOfDuckDb, type SeenRequest, slowDown } from './fault-proxy.ts';
import { s3SerialTest } from './s3-service.ts';
import { s3SmallDiskTest } from './s3-small-disk-test.ts';
import { event, objectReads, paymentsOf, type SwarmProject, swarm, swarmProject } from './swarm-project.ts';

const ids = (count: number) => Array.from({ length: count }, (_, id) => id);

function isObject({ method, key }: SeenRequest): boolean {
  return method === 'GET' && key.startsWith('raw/');
}

/** Hits that share of the requests for objects, the same ones in every run. */
function every(share: number, fault: Fault): (request: SeenRequest) => Fault | undefined {
  let count = 0;
  return request => {
    if (!isObject(request)) return undefined;
    return ((count++ * 2654435761) % 2 ** 32) / 2 ** 32 < share ? fault : undefined;
  };
}

/** Hits the first request for an object. */
function first(fault: Fault): (request: SeenRequest) => Fault | undefined {
  let isDone = false;
  return request => {
    if (isDone || !isObject(request)) return undefined;
    isDone = true;
    return fault;
  };
}

const survived: readonly (readonly [string, (request: SeenRequest) => Fault | undefined])[] = [
  ['5 % of the requests are refused', every(0.05, slowDown)],
  ['30 % of the requests are refused', every(0.3, slowDown)],
  ['5 % of the answers break off', every(0.05, { kind: 'cut-body' })],
  ['5 % of the connections are cut', every(0.05, { kind: 'drop' })],
  ['a request is never answered', first({ kind: 'hang' })],
];

for (const [title, fault] of survived) {
  s3SerialTest(`a swarm comes whole although ${title}`, async t => {
    const project = await swarmProject(t, swarm(150), { s3: '{ timeout: 1 }' });
    project.proxy.setFault(fault);
    await succeeded(t, project.build());
    t.is(await project.payments(), paymentsOf(ids(150)));
  });
}

s3SerialTest('an object that is replaced after it was listed is read as it is then', async t => {
  const project = await swarmProject(t, swarm(150));
  let isReplaced = false;
  project.proxy.setFault(async request => {
    if (isReplaced || request.key !== 'raw/7/7.json') return undefined;
    isReplaced = true;
    await project.put('7/7.json', jsonLines([event(207), event(208)]));
    return undefined;
  });
  await succeeded(t, project.build());
  t.is(await project.payments(), paymentsOf([...ids(150).filter(id => id !== 7), 207, 208]));
});

s3SerialTest('an object that is removed after it was listed fails the build, which names it', async t => {
  const project = await swarmProject(t, swarm(150));
  project.proxy.setFault(async request => {
    if (request.key === 'raw/7/7.json') await project.remove('7/7.json');
    return undefined;
  });
  const { exitCode, output } = await project.build();
  t.is(exitCode, 1, output);
  t.true(output.includes(`${project.root}/7/7.json was removed while it was read`), output);
});

s3SerialTest('an object that may not be read is named, and what came before it is kept', async t => {
  const project = await swarmProject(t, swarm(300));
  project.proxy.setFault(({ key }) => (key === 'raw/9/299.json' ? denied : undefined));
  const { exitCode, output } = await project.build();
  t.is(exitCode, 1, output);
  t.regex(output, /store-denied[\s\S]*raw\/9\/299\.json/);
  t.notRegex(output, /not-a-secret-of-anybody/);
  project.proxy.setFault(undefined);
  const before = project.proxy.requests.length;
  await succeeded(t, project.build());
  t.true((objectReads(project, before).GET ?? 0) < 300);
  t.is(await project.payments(), paymentsOf(ids(300)));
});

s3SerialTest('a build that is killed while it fetches leaves nothing that the next one believes', async t => {
  const project = await swarmProject(t, swarm(150));
  let seen = 0;
  const { child, ended } = project.start('build');
  project.proxy.setFault(request => {
    if (isObject(request) && ++seen === 80) child.kill('SIGKILL');
    return undefined;
  });
  await ended;
  project.proxy.setFault(undefined);
  await succeeded(t, project.build());
  t.is(await project.payments(), paymentsOf(ids(150)));
});

s3SerialTest('a build that is interrupted while it fetches ends at once', async t => {
  const project = await swarmProject(t, swarm(150));
  const { child, ended } = project.start('build');
  let interruptedAt = 0;
  project.proxy.setFault(request => {
    if (!isObject(request)) return undefined;
    if (interruptedAt === 0) {
      interruptedAt = performance.now();
      child.kill('SIGINT');
    }
    return { kind: 'hang' };
  });
  const { exitCode, output } = await ended;
  t.is(exitCode, 1, output);
  // A request may wait 20 seconds for its answer.
  t.true(performance.now() - interruptedAt < 15_000);
  t.regex(output, /INTERRUPTED/i);
  t.notRegex(output, /\n {4}at /);
});

s3SerialTest('two builds may fetch at the same moment', async t => {
  const project = await swarmProject(t, swarm(150));
  const results = await Promise.all([project.build('--no-publish'), project.build('--no-publish')]);
  for (const { exitCode, output } of results) t.is(exitCode, 0, output);
  const before = project.proxy.requests.length;
  await succeeded(t, project.build());
  t.deepEqual(objectReads(project, before), {});
  t.is(await project.payments(), paymentsOf(ids(150)));
  t.is(globSync(project.path('target/cache/*/*/records.ndjson')).length, 1);
});

const damages: readonly (readonly [string, (path: string) => void])[] = [
  ['is cut off', path => truncateSync(path, 4000)],
  ['has lost its content, not its length', path => writeFileSync(path, '\n'.repeat(statSync(path).size))],
];

for (const [title, damage] of damages) {
  s3SerialTest(`a file of the cache that ${title} is not believed`, async t => {
    const project = await swarmProject(t, swarm(150));
    await succeeded(t, project.build());
    damage(cacheFile(project));
    await succeeded(t, project.build());
    t.is(await project.payments(), paymentsOf(ids(150)));
    t.true(readFileSync(cacheFile(project), 'utf8').includes('"id":149'));
  });
}

function cacheFile(project: SwarmProject): string {
  return globSync(project.path('target/cache/*/*/records.ndjson'))[0]!;
}

s3SerialTest('the cache is for the eyes of its user, and a run leaves no links to it', async t => {
  const project = await swarmProject(t, swarm(150));
  await succeeded(t, project.build());
  for (const path of globSync(project.path('target/cache/**'))) {
    t.is(statSync(path).mode & 0o077, 0, path);
  }
  t.deepEqual(globSync(project.path('target/tmp/sources/*')), []);
});

const inPlace =
  /source-in-place[\s\S]*The many small objects of raw\.events are read in place, which is slow/;

s3SerialTest('a swarm that the cache has no room for is read in place, with a warning', async t => {
  const project = await swarmProject(t, swarm(150), { s3: "{ cacheSize: '1KB' }" });
  const output = await succeeded(t, project.build());
  t.regex(output, inPlace);
  t.is(await project.payments(), paymentsOf(ids(150)));
});

s3SmallDiskTest('a swarm that the disk has no room for is read in place, with a warning', async t => {
  const project = await swarmProject(t, swarm(150));
  const disk = { at: 'target/cache', bytes: 65_536 };
  const output = await succeeded(t, sparkifyOnSmallDisk(project, disk, 'build'));
  t.regex(output, inPlace);
  t.is(await project.payments(), paymentsOf(ids(150)));
});

s3SmallDiskTest(
  'a swarm amid whose fetching the disk gets full is read in place, and by the next build fetched whole',
  async t => {
    // Of 20 kB each: 3 MB, of which the first third finds room.
    const objects = Array.from({ length: 150 }, (_, part) => ({
      key: `${part}.json`,
      bytes: Buffer.from(jsonLines(Array.from({ length: 300 }, (__, id) => event(part * 300 + id)))),
    }));
    const project = await swarmProject(t, objects);
    const connection = await connectDuckDb(t);
    const rows = async () => {
      const sql = await pointerSql(connection, project.lake, currentTable(project.lake, 'payments'));
      return rowsOf(connection, `SELECT count(*), count(DISTINCT id), sum(id) FROM (${sql})`);
    };
    const expected = [['45000', '45000', `${(45_000 * 44_999) / 2}`]];
    // Where records are written while they come: the cache itself has room, and so they begin to come.
    const disk = { at: 'target/tmp', bytes: 2 ** 20 + 2 ** 18 };
    const output = await succeeded(t, sparkifyOnSmallDisk(project, disk, 'build'));
    t.regex(output, inPlace);
    t.true(project.proxy.requests.some(request => isObject(request) && !isOfDuckDb(request)));
    t.deepEqual(await rows(), expected);

    const before = project.proxy.requests.length;
    t.regex(await succeeded(t, project.build()), /Fetched \d+ objects/);
    t.false(project.proxy.requests.slice(before).some(request => isObject(request) && isOfDuckDb(request)));
    t.deepEqual(await rows(), expected);
    t.deepEqual(globSync(project.path('target/tmp/sources/*')), []);
  },
);
