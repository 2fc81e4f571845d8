import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { repository } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { s3Project } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';

const reader = `import { openLake } from 'sparkify';

const lake = await openLake<any>({ lake: process.argv[2] });
let plays = 0;
for await (const _ of lake.selectFrom('songplays').select('songplay_id').stream()) plays++;
const [top] = await lake.selectFrom('active_users_by_month').select('plays').orderBy('plays', 'desc').execute();
console.log(plays, typeof top.plays, lake.release);
await lake.destroy();
`;

s3SerialTest('a lake on S3 is read by its address, with the credentials of the environment', async t => {
  const project = await s3Project(t);
  const built = await succeeded(t, project.sparkify('build'));
  const [, release] = /Published release (\S+)/.exec(built)!;
  project.write({ 'reader.ts': reader, 'package.json': '{ "type": "module" }' });
  mkdirSync(project.path('node_modules'));
  symlinkSync(repository, project.path('node_modules/sparkify'));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['reader.ts', `s3://${project.bucket}/some/lake`],
    { cwd: project.folder, env: { ...process.env, ...s3Service().env } },
  );
  // The sample has 620 plays.
  t.is(stdout, `620 bigint ${release}\n`);
});
