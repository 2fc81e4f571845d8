import test from 'ava';
import type { PlannedTable } from '../../../../src/run/plan/build-plan.ts';
import { expectedRequests, type RequestsInput } from '../../../../src/run/plan/expected-requests.ts';
import type { SourceNews } from '../../../../src/run/plan/source-news.ts';
import type { SourceFile, SourceObject } from '../../../../src/source/source-file.ts';

const lake = (place: string, plainCopy = true) =>
  ({ target: { lake: place }, releases: { plainCopy } }) as RequestsInput['config'];
const objects = (count: number, size: number): readonly SourceFile[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ path: `s3://b/${at}`, label: `s3://b/${at}` },
    object: { key: `${at}`, size } as SourceObject,
  }));
const news = (added: number, readBy?: string) =>
  ({ readBy, added: Array.from({ length: added }), changed: [], removed: [] }) as unknown as SourceNews;
const table = { before: { files: 30, bytes: 0 } } as PlannedTable;
const nothing = { base: undefined, sources: [], reads: [], writes: [] };

test('a build on this machine asks S3 for nothing', t => {
  t.is(expectedRequests({ ...nothing, config: lake('/lakes/a'), writes: [table] }), undefined);
});

test('many small objects are fetched once each, and only those that the last build has not read', t => {
  const files = objects(2500, 300);
  const asked = (each: SourceNews) =>
    expectedRequests({ ...nothing, config: lake('/lakes/a'), sources: [{ news: each, files }] });
  t.deepEqual(asked(news(2500)), { list: 3, get: 2500, put: 0, copy: 0 });
  t.deepEqual(asked(news(7, 'r1')), { list: 3, get: 7, put: 0, copy: 0 });
});

test('large objects are read in place, in stretches', t => {
  const files = objects(2, 100 * 2 ** 20);
  const { get } = expectedRequests({
    ...nothing,
    config: lake('/lakes/a'),
    sources: [{ news: news(0, 'r1'), files }],
  })!;
  t.is(get, 2 * (1 + 4), 'the size, and four stretches of 32 MiB at most');
});

test('each file of a table is put, and copied for the plain copy', t => {
  const asked = (plainCopy: boolean) =>
    expectedRequests({ ...nothing, config: lake('s3://b/lake', plainCopy), writes: [table] })!;
  t.is(asked(true).copy, 30);
  t.is(asked(false).copy, 0);
  t.true(asked(true).put >= 30 && asked(true).put < 60);
});

test('tables of another lake are asked for where that lies on S3', t => {
  const read = { name: 'plays', node: 'model.p.plays', version: 'r1', files: 4, bytes: 100 };
  const asked = (config: RequestsInput['config'], place?: string) =>
    expectedRequests({ ...nothing, config, reads: [{ ...read, lake: place }] });
  t.is(asked(lake('/lakes/a'), '/lakes/b'), undefined);
  t.deepEqual(
    asked(lake('/lakes/a'), 's3://b/lake'),
    { list: 0, get: 1 + 4 * 3, put: 0, copy: 0 },
    'the list of its files, and of each its size, its footer and its columns',
  );
  t.is(
    asked(lake('s3://a/lake'), 's3://b/lake')!.get - asked(lake('s3://a/lake'), '/lakes/b')!.get,
    1 + 4 * 3,
  );
});
