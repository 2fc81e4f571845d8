import { CommanderError } from 'commander';
import { type Cli, processCli } from './cli.ts';
import type { CommonOptions } from './options.ts';
import { createProgram } from './program.ts';
import { reportFailure } from './report-failure.ts';

/**
 * Runs one command line.
 *
 * @param args what stands after `sparkify`
 * @returns the exit code: 0 all well; 1 a model or test failed or the run was interrupted; 2 wrong usage,
 *   configuration or project, or a bug. Nothing is thrown.
 */
export async function main(args: readonly string[], cli: Cli = processCli()): Promise<number> {
  let options: CommonOptions = {};
  const program = createProgram(cli, given => {
    options = given;
  });
  try {
    await program.parseAsync(helpAsFlag(args), { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    // Help and version were asked for and have been printed.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return await reportFailure(error, options, cli);
  }
}

/** `help build` as `build --help`: commander's own help command would print commands that are not loaded yet. */
function helpAsFlag(args: readonly string[]): string[] {
  return args[0] === 'help' ? [...args.slice(1), '--help'] : [...args];
}
