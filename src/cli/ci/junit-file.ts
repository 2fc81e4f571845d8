import path from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { EmitRunEvent, NodeResult } from '../../run/run-event.ts';
import type { Cli } from '../cli.ts';
import { createColors } from '../colors.ts';
import type { CommonOptions } from '../options.ts';
import { projectFolder, projectTexts } from '../project-texts.ts';
import { type JunitInput, renderJunit } from './junit-xml.ts';
import { repositoryPaths } from './repository-paths.ts';
import { thrownProblems } from './thrown-problems.ts';
import { writeReport } from './write-report.ts';

/** The report of `--junit FILE`, which follows a run. */
export interface JunitFile {
  readonly report: EmitRunEvent;
  /** Writes how the run ended; `thrown` is what ended it before its time. */
  end(thrown?: unknown): void;
}

/**
 * Starts the report, or one that does nothing when none is asked for. The file says that the run has not ended until it
 * has: a process that is killed must not leave a report that looks well, least of all that of the run before.
 *
 * @throws SparkifyError report-not-writable, before anything has run
 */
export async function startJunitFile(
  command: string,
  options: CommonOptions & { readonly junit?: string },
  cli: Cli,
): Promise<JunitFile> {
  if (options.junit === undefined) return { report: () => undefined, end: () => undefined };
  const file = path.resolve(cli.cwd, options.junit);
  const folder = await projectFolder(cli.cwd, options.projectDir);
  const context = {
    command,
    columns: undefined,
    colors: createColors(false),
    readText: projectTexts(folder),
  };
  const repositoryPath = repositoryPaths(folder);
  const startedAt = cli.now().getTime();
  const results: NodeResult[] = [];
  const errors: Diagnostic[] = [];
  const write = (ends: JunitInput['problems']) => {
    const problems = [...new Set([...errors, ...ends])];
    const seconds = (cli.now().getTime() - startedAt) / 1000;
    writeReport(file, renderJunit({ results, problems, seconds, context, repositoryPath }), '--junit');
  };

  write([notEnded]);
  let stopped = false;
  return {
    report(event) {
      if (event.type === 'node-finished') results.push(event.result);
      if (event.type === 'diagnostic' && event.diagnostic.severity === 'error') errors.push(event.diagnostic);
      if (event.type !== 'interrupting') return;
      stopped = true;
      // A second signal, or the patience of a CI service, may end the process before the run has stopped.
      unlessItFails(() => write([interrupted]));
    },
    end(thrown) {
      if (thrown === undefined) write(stopped ? [interrupted] : []);
      else unlessItFails(() => write(problemsOf(thrown)));
    },
  };
}

/** What ended the run matters more than that its report could not be written. */
function unlessItFails(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof SparkifyError)) throw error;
  }
}

const notEnded = errorDiagnostic('interrupted', 'The run has not come to its end.');
const interrupted = errorDiagnostic('interrupted', 'The run was interrupted.');

function problemsOf(thrown: unknown): readonly Diagnostic[] {
  const errors = thrownProblems(thrown).filter(({ severity }) => severity === 'error');
  return errors.length > 0 ? errors : [notEnded];
}
