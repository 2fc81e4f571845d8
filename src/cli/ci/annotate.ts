import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { NodeResult } from '../../run/run-event.ts';
import type { Cli } from '../cli.ts';
import type { CommonOptions } from '../options.ts';
import { projectFolder } from '../project-texts.ts';
import { diagnosticAnnotation, resultAnnotation } from './annotation.ts';
import { repositoryPaths } from './repository-paths.ts';

interface Annotated {
  readonly diagnostics?: readonly Diagnostic[];
  readonly results?: readonly NodeResult[];
}

/**
 * Marks what is wrong in the change that GitHub shows, when this runs in one of its workflows. The commands go to
 * stderr, which the runner reads as well, so that an output may be piped on; a JSON log is left to its reader.
 */
export async function annotate(
  { diagnostics = [], results = [] }: Annotated,
  options: Omit<CommonOptions, 'select'>,
  cli: Cli,
): Promise<void> {
  if (cli.env.GITHUB_ACTIONS !== 'true' || options.logFormat === 'json') return;
  const repositoryPath = repositoryPaths(await projectFolder(cli.cwd, options.projectDir));
  const lines = [
    ...diagnostics.map(diagnostic => diagnosticAnnotation(diagnostic, repositoryPath)),
    ...results.flatMap(result => resultAnnotation(result, repositoryPath) ?? []),
  ];
  const wanted = options.quiet ? lines.filter(line => line.startsWith('::error ')) : lines;
  cli.stderr.write(wanted.map(line => `${line}\n`).join(''));
}
