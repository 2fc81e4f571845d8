import test, { type ExecutionContext } from 'ava';
import { type CliProject, cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { type CodeBlock, codeBlocks, readPages } from '../helpers/markdown.ts';
import { referenceProject } from '../helpers/reference-project.ts';
import { typecheck } from '../helpers/typecheck.ts';

/** The pages whose examples are about the project that `init` writes; the others are about this repository's. */
const aboutInit = new Set(['docs/library.md', 'README.md']);

const examples = readPages().flatMap(page =>
  codeBlocks(page)
    .filter(({ language }) => language === 'ts')
    .map(block => ({ ...block, page: page.path })),
);

/** A file beside the types file, named after the place of the block. */
function asFile({ place, text }: CodeBlock): readonly [string, string] {
  return [`example-${place.replaceAll(/\W/g, '-')}.ts`, text];
}

async function compileExamples(
  t: ExecutionContext,
  project: CliProject,
  wanted: (page: string) => boolean,
): Promise<void> {
  await succeeded(t, project.sparkify('types', '-q'));
  const files = examples.filter(({ page }) => wanted(page)).map(asFile);
  t.true(files.length > 1);
  project.write(Object.fromEntries(files));
  t.is(typecheck(project), '');
}

test('every example in TypeScript compiles over the types of the reference project', async t => {
  await compileExamples(t, referenceProject(t), page => !aboutInit.has(page));
});

test('every example about a new project compiles over its types', async t => {
  const project = cliProject(t, {});
  await succeeded(t, project.sparkify('init', '.'));
  await compileExamples(t, project, page => aboutInit.has(page));
});

test('every model in TypeScript that the pages show binds', async t => {
  const models = examples.filter(({ text }) => text.includes('defineModel('));
  t.true(models.length > 1);
  const project = referenceProject(t);
  project.write(
    Object.fromEntries(
      models.map(asFile).map(([file, text]) => [`models/reports/${file.replaceAll('-', '_')}`, text]),
    ),
  );
  const { exitCode, output } = await project.sparkify('check');
  t.is(exitCode, 0, output);
});
