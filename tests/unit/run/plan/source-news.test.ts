import test from 'ava';
import type { LedgerEntry, Release } from '../../../../src/release/documents.ts';
import { findSourceNews, hasNews } from '../../../../src/run/plan/source-news.ts';
import type { SourceFile, SourceObject } from '../../../../src/source/source-file.ts';
import { sourceNode } from '../../../helpers/node-builder.ts';

const node = sourceNode('events');
const object = (key: string, etag: string, size = 10): SourceFile => ({
  ...{ path: `s3://b/${key}`, label: `s3://b/${key}` },
  object: { key, etag, size, modified: 0 } as SourceObject,
});
const entry = (key: string, etag: string, size = 10): LedgerEntry => ({
  ...{ path: `s3://b/${key}`, etag, size, modified: '1970-01-01T00:00:00.000Z' },
  ...{ rows: 1, quarantined: 0, release: 'r1' },
});

function newsOf(files: readonly SourceFile[], known: readonly LedgerEntry[] | undefined) {
  const sources = known === undefined ? [] : [{ name: 'raw.events', version: 'r1', ledger: 'l' }];
  const base = { release: 'r1', sources } as unknown as Release;
  return findSourceNews(node, { filesOf: async () => files, base, lake: { ledger: async () => known! } });
}

test('files that came, changed and went since the release are told apart', async t => {
  const news = await newsOf(
    [object('new', '1', 5), object('other', '2', 7), object('same', '1')],
    [entry('other', '1'), entry('same', '1'), entry('gone', '1', 3)],
  );
  t.like(news, { files: 3, bytes: 22, readBy: 'r1' });
  t.deepEqual(news.added, [{ path: 's3://b/new', bytes: 5 }]);
  t.deepEqual(news.changed, [{ path: 's3://b/other', bytes: 7 }]);
  t.deepEqual(news.removed, [{ path: 's3://b/gone', bytes: 3 }]);
  t.true(hasNews(news));
});

test('the same files are no news, in whatever order they are listed', async t => {
  const [one, other] = [object('a', '1'), object('b', '1')];
  const news = await newsOf([one, other], [entry('b', '1'), entry('a', '1')]);
  t.false(hasNews(news));
  t.is((await newsOf([other, one], undefined)).digest, news.digest);
});

test('of a source that no release read every file is new', async t => {
  const news = await newsOf([object('a', '1')], undefined);
  t.is(news.readBy, undefined);
  t.is(news.added.length, 1);
});
