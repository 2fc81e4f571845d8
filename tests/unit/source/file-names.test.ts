import test from 'ava';
import { fileNames } from '../../../src/source/file-names.ts';

const names = (location: string, ...paths: readonly string[]) =>
  fileNames(
    paths.map(path => ({ path })),
    { location, projectDir: '/project' },
  );

test('a file is called by its path below the folder that the location is sure of', t => {
  t.deepEqual(names('data/logs/*/*.json', '/project/data/logs/11/a.json'), ['11/a.json']);
  t.deepEqual(names('/elsewhere/**/*.json', '/elsewhere/b/c/a.json'), ['b/c/a.json']);
  t.deepEqual(names('*.json', '/project/a.json'), ['a.json']);
  t.deepEqual(names('data/part-*.json', '/project/data/part-1.json'), ['part-1.json']);
  t.deepEqual(names('data/a.json', '/project/data/a.json'), ['a.json']);
});

test('an object has the name that the same file on a disk has', t => {
  t.deepEqual(names('s3://bucket/logs/*/*.json', 's3://bucket/logs/11/a.json'), ['11/a.json']);
  t.deepEqual(names('s3://bucket/*.json', 's3://bucket/a.json'), ['a.json']);
  t.deepEqual(names('s3://bucket/logs/a.json', 's3://bucket/logs/a.json'), ['a.json']);
});
