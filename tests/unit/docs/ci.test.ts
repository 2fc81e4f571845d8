import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import { main } from '../../../src/cli/main.ts';
import { codeBlocks, readPage, repositoryRoot } from '../../helpers/markdown.ts';
import { testCli } from '../../helpers/test-cli.ts';

interface Workflow {
  readonly on: { readonly push: { readonly branches: readonly string[] } };
  readonly jobs: Readonly<Record<'check' | 'publish', { readonly steps: readonly Step[] }>>;
}

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

const [block] = codeBlocks(readPage('docs/ci.md')).filter(({ language }) => language === 'yml');
const { on, jobs } = parse(block!.text) as Workflow;
const runsOf = ({ steps }: { readonly steps: readonly Step[] }) => steps.flatMap(({ run }) => run ?? []);
const sparkifyLines = Object.values(jobs)
  .flatMap(runsOf)
  .filter(run => run.startsWith('npx sparkify '));

test('the workflow checks, then builds without publishing, and publishes on main only', t => {
  t.deepEqual(on.push.branches, ['main']);
  const [check, build] = runsOf(jobs.check).filter(run => run.startsWith('npx sparkify'));
  t.regex(check!, /^npx sparkify check /);
  t.regex(build!, /^npx sparkify build --no-publish /);
  t.like(jobs.publish, { needs: 'check', if: "github.event_name == 'push'" });
  t.is(runsOf(jobs.publish).filter(run => run.startsWith('npx sparkify build --target prod')).length, 1);
});

for (const line of sparkifyLines) {
  test(`\`${line}\` is a command that knows its flags`, async t => {
    const [name, ...rest] = line.split(' ').slice(2);
    const cli = testCli();
    t.is(await main([name!, '--help'], cli), 0);
    const known: readonly string[] = cli.stdout.text().match(/--[a-z][a-z-]*/g) ?? [];
    t.deepEqual(
      rest.filter(word => word.startsWith('--') && !known.includes(word)),
      [],
    );
  });
}

test('the workflow uploads the files that its commands write', t => {
  const written = runsOf(jobs.check).flatMap(run => run.match(/(?<=--(?:sarif|junit) )\S+/g) ?? []);
  const uploaded = jobs.check.steps.flatMap(({ uses = '', with: inputs }) =>
    uses.includes('upload') ? [inputs?.sarif_file, ...(inputs?.path ?? '').split('\n')] : [],
  );
  t.deepEqual(written, ['target/check.sarif', 'target/junit.xml']);
  t.deepEqual(
    written.filter(file => !uploaded.includes(file)),
    [],
  );
});

test('the image runs a build as a user who is not root', t => {
  const lines = readFileSync(join(repositoryRoot, 'Dockerfile'), 'utf8').split('\n');
  const last = lines.slice(lines.findLastIndex(line => line.startsWith('FROM ')));
  t.is(last.filter(line => line.startsWith('USER ')).at(-1), 'USER node');
  t.true(last.indexOf('USER node') < last.indexOf('ENTRYPOINT ["node", "bin/sparkify.js"]'));
  t.true(last.includes('CMD ["build"]'));
  t.true(last.includes('RUN mkdir -p target && chown node:node target'));
});

test('the base of the image is a version of Node that does not move, the one of the tests', t => {
  const { devDependencies } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
  const bases = readFileSync(join(repositoryRoot, 'Dockerfile'), 'utf8').match(/^FROM \S+/gm);
  t.deepEqual(new Set(bases), new Set([`FROM node:${devDependencies.node}-bookworm-slim`]));
});

test('neither secrets nor what is generated come into the image', t => {
  const ignored = readFileSync(join(repositoryRoot, '.dockerignore'), 'utf8').split('\n');
  const missing = ['.env', '.git', 'dist', 'node_modules', 'target'].filter(name => !ignored.includes(name));
  t.deepEqual(missing, []);
});
