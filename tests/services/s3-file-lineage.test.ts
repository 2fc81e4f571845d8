import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { s3Project, sampleOnS3 } from './s3-project.ts';
import { s3Test } from './s3-service.ts';

interface Told {
  readonly partitions: readonly {
    readonly rows: number;
    readonly rows_computed: number;
    readonly sources: readonly {
      readonly source: string;
      readonly files?: readonly { readonly path: string; readonly rows: number; readonly etag: string }[];
      readonly files_at_most?: number;
    }[];
  }[];
}

s3Test('rows of a lake on S3 name the objects that they came from, with their ETags', async t => {
  const project = await s3Project(t);
  const root = await sampleOnS3();
  const args = ['--vars', JSON.stringify({ source_root: root })];
  await succeeded(t, project.sparkify('build', '-q', ...args));
  const asked = ['songplays', '--partition', 'year=2018/month=11', '--output', 'json'];
  const { partitions } = JSON.parse(
    await succeeded(t, project.sparkify('lineage', ...asked, ...args)),
  ) as Told;
  const [{ rows, rows_computed, sources }] = partitions as [Told['partitions'][number]];
  t.is(rows_computed, rows);
  const [events, songs] = sources;
  const name = '2018-11-30-events.json';
  const object = events!.files!.find(({ path }) => path.endsWith(name))!;
  t.is(object.path, `${root}/log_data/2018/11/${name}`);
  t.regex(object.etag, /^"?[0-9a-f]{32}"?$/);
  const day = readFileSync(join(repository, 'data/sample/log_data/2018/11', name), 'utf8');
  const plays = day
    .split('\n')
    .filter(line => line.includes('"NextSong"'))
    .map(line => JSON.parse(line));
  const identities = plays.map(({ firstName, lastName, gender, length, ...play }) => JSON.stringify(play));
  t.is(object.rows, new Set(identities).size);
  t.is(songs!.files_at_most, 15);
});
