import test from 'ava';
import fc from 'fast-check';
import type { PartitionValue } from '../../../../src/columns/partition-value.ts';
import {
  groupFiles,
  groupFolder,
  isScattered,
  manifestKey,
  placementOf,
} from '../../../../src/deploy/glue/table-files.ts';
import type { DataFile } from '../../../../src/release/documents.ts';

function file(path: string, partition: readonly PartitionValue[] = [], rows = 1): DataFile {
  return { path, partition, rows, bytes: 1, etag: 'e', fingerprint: 'f' };
}

const place = (files: readonly DataFile[], present: readonly string[], isPartitioned = true) =>
  placementOf(groupFiles(files, isPartitioned), present);

test('files are grouped by typed values, as Glue writes these', t => {
  const groups = groupFiles(
    [
      file('files/1/t/k=a%2Fb/x', ['a/b']),
      file('files/1/t/k=__HIVE_DEFAULT_PARTITION__/x', [null]),
      file('files/1/t/k=a%2Fb/y', ['a/b']),
    ],
    true,
  );
  t.deepEqual(groups, [
    { values: ['a/b'], paths: ['files/1/t/k=a%2Fb/x', 'files/1/t/k=a%2Fb/y'] },
    { values: ['__HIVE_DEFAULT_PARTITION__'], paths: ['files/1/t/k=__HIVE_DEFAULT_PARTITION__/x'] },
  ]);
});

test('the file that stands for an empty table is no partition, and an empty table without any keeps its file', t => {
  const empty = file('files/1/t/k=__HIVE_DEFAULT_PARTITION__/x', [null], 0);
  t.deepEqual(groupFiles([empty], true), []);
  t.is(groupFiles([file('files/1/t/x', [], 0)], false).length, 1);
});

test('folders serve where each partition has one to itself', t => {
  const files = [file('files/1/t/k=a/x', ['a']), file('files/2/t/k=b/x', ['b'])];
  t.is(place(files, ['files/1/t/k=a/x', 'files/1/t/k=b/old', 'files/2/t/k=b/x']), 'folders');
});

test('manifests serve where rows were appended in another folder', t => {
  const files = [file('files/1/t/k=a/x', ['a']), file('files/2/t/k=a/x', ['a'])];
  t.true(isScattered(groupFiles(files, true)));
  t.is(
    place(
      files,
      files.map(({ path }) => path),
    ),
    'manifests',
  );
});

test('manifests serve where a folder holds a file that the release does not name', t => {
  const files = [file('files/1/t/k=a/x', ['a'])];
  t.is(place(files, ['files/1/t/k=a/x', 'files/1/t/k=a/y']), 'manifests');
  t.is(place(files, ['files/1/t/k=a/x', 'files/1/t/k=a/deep/y']), 'manifests');
  // Readers pass over those.
  t.is(place(files, ['files/1/t/k=a/x', 'files/1/t/k=a/_temporary']), 'folders');
  t.is(place(files, ['files/1/t/', 'files/1/t/k=a/', 'files/1/t/k=a/x']), 'folders');
});

test('a manifest is named after the files that it names', t => {
  const [one, other] = [['files/1/t/x'], ['files/1/t/x', 'files/2/t/x']];
  t.regex(manifestKey('t', one), /^_sparkify\/manifests\/t\/[0-9a-f]{32}\/manifest$/);
  t.is(manifestKey('t', one), manifestKey('t', one));
  t.not(manifestKey('t', one), manifestKey('t', other));
});

/** What a reader finds below the place of a group: all in the folder and below it, or what the manifest names. */
function found(
  present: readonly string[],
  placement: 'folders' | 'manifests',
  group: { paths: readonly string[]; values: readonly string[] },
) {
  if (placement === 'manifests') return group.paths;
  const folder = groupFolder('t', group, 'folders');
  return present.filter(key => key.startsWith(folder)).sort();
}

test('whatever lies where, readers find just the files that the release names', t => {
  const key = fc.record({
    release: fc.constantFrom('1', '2'),
    value: fc.constantFrom('a', 'b', 'c'),
    name: fc.constantFrom('x', 'y'),
    isNamed: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { maxLength: 12, selector: each => `${each.release}${each.value}${each.name}` }),
      keys => {
        const pathOf = ({ release, value, name }: (typeof keys)[number]) =>
          `files/${release}/t/k=${value}/${name}`;
        const present = keys.map(pathOf);
        const files = keys.filter(({ isNamed }) => isNamed).map(each => file(pathOf(each), [each.value]));
        const groups = groupFiles(files, true);
        const placement = placementOf(groups, present);
        for (const group of groups) t.deepEqual(found(present, placement, group), group.paths);
      },
    ),
  );
});
