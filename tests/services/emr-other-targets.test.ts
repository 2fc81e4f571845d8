import type { ExecutionContext } from 'ava';
import { succeeded } from '../helpers/cli-result.ts';
import { lakeKeys } from '../helpers/lake-contents.ts';
import { type EmrProject, emrProject, emrTest, killed, role, until } from './emr-project.ts';

const emr = `emr({ lake, region: 'us-east-1' })`;
const others = `here: duckdb({ lake }),
    serverless: emrServerless({ lake, region: 'us-east-1', role: '${role}' }),
    elsewhere: emr({ lake, region: 'eu-north-1' })`;

/** A build whose cluster goes on, and of which nothing else is left. */
async function killedOnEmr(t: ExecutionContext): Promise<EmrProject> {
  const project = await emrProject(t, { job: 'hangs', target: emr, targets: others });
  await killed(
    project.start('build'),
    until(() => project.stage.calls.some(({ action }) => action === 'DescribeStep')),
  );
  t.is(project.stage.playing().length, 1);
  return project;
}

function candidates({ lake }: EmrProject): readonly string[] {
  return lakeKeys(lake).filter(key => key.startsWith('_sparkify/candidates/'));
}

emrTest(
  'a build on DuckDB in the same lake is told of a job that goes on, and of the command that ends it',
  async t => {
    t.timeout(240_000);
    const project = await killedOnEmr(t);
    const output = await succeeded(t, project.sparkify('build', '--target', 'here'));
    t.regex(
      output,
      /warn {2}cluster-left\n +The build of \S+ on \S+ \(process \d+\) left the job emr\/j-\w+\/s-\w+\/own of the target prod, which may still run\./,
    );
    t.regex(output, /`sparkify recover --target prod` ends it/);
    t.regex(output, /Published release/);
    t.is(project.stage.playing().length, 1);
    t.is(candidates(project).length, 1);
  },
);

for (const other of ['here', 'serverless', 'elsewhere']) {
  emrTest(`recover on the target ${other} names the target that can end the job, which does`, async t => {
    t.timeout(240_000);
    const project = await killedOnEmr(t);
    const output = await succeeded(t, project.sparkify('recover', '--target', other));
    t.regex(
      output,
      /^Left the build of .* alone: its job emr\/j-\w+\/s-\w+\/own may still run, .*`sparkify recover --target prod`\.\n$/,
    );
    t.is(project.stage.playing().length, 1);
    t.is(candidates(project).length, 1);
    t.regex(await succeeded(t, project.sparkify('recover', '--target', 'prod')), /^Cleared the build of/);
    t.deepEqual(project.stage.playing(), []);
    t.deepEqual(candidates(project), []);
  });
}

emrTest(
  'a job of a target that the project no longer has is told of, and does not stay for ever',
  async t => {
    t.timeout(240_000);
    const project = await killedOnEmr(t);
    const config = project.read('sparkify.config.ts');
    project.write({ 'sparkify.config.ts': config.replace('prod: emr', 'production: emr') });
    const output = await succeeded(t, project.sparkify('build', '--target', 'here'));
    t.regex(
      output,
      /left the job emr\/j-\w+\/s-\w+\/own of the target prod, which may still run\.\n.*no such target any more/,
    );
    const cleared = await succeeded(t, project.sparkify('recover', '--target', 'here'));
    t.regex(cleared, /Cleared the build of .*was started by the target prod that the project no longer has/);
    t.deepEqual(candidates(project), []);
  },
);
