import { type Command, Option } from 'commander';
import type { LeftJob, Recovery } from '../../release/recover.ts';
import { candidateName } from '../candidate-option.ts';
import type { Cli } from '../cli.ts';
import { type CommonOptions, projectOptions } from '../options.ts';
import { renderQuantity } from '../output/quantity.ts';
import { act } from './act.ts';
import { reportTidied } from './releases/report-tidied.ts';

interface RecoverOptions extends CommonOptions {
  readonly candidate?: string;
}

export function configure(command: Command, cli: Cli): void {
  command.addOption(
    new Option('--candidate <name>', 'discard what tasks added to this candidate').argParser(candidateName),
  );
  act<RecoverOptions>(
    command,
    [
      ['sparkify recover', 'at once, without the day that builds wait'],
      ['sparkify recover --target prod', 'in the lake of another target'],
      ['sparkify recover --candidate nightly', 'this candidate, though tasks may add to it'],
    ],
    options => runRecover(options, cli),
  );
}

async function runRecover(options: RecoverOptions, cli: Cli): Promise<void> {
  const { withLake } = await import('../operations/with-lake.ts');
  const outcome = await withLake(projectOptions(options, cli), lake =>
    options.candidate === undefined ? lake.recover() : lake.discardCandidate(options.candidate),
  );
  const lines = outcome.recoveries.map(recoveryLine);
  reportTidied(
    lines.length > 0 ? lines : ['Nothing to recover: no build was left unfinished.'],
    outcome,
    options,
    cli,
  );
}

function recoveryLine({ release, command, owner, outcome, files, job }: Recovery): string {
  const who = `${command} of ${owner.user} on ${owner.host} (process ${owner.pid}, release ${release})`;
  switch (outcome) {
    case 'committed':
      return `Finished the ${who}: it had been published; removed ${renderQuantity(files, 'file')} left over.`;
    case 'not-committed':
      return `Cleared the ${who}: it had not been published; removed ${renderQuantity(files, 'file')}.${job === undefined ? '' : strayText(job)}`;
    case 'job-left':
      return `Left the ${who} alone: its job ${job!.id} may still run, and only the target that started it can end it: \`sparkify recover --target ${job!.target ?? '<name>'}\`.`;
    case 'alive':
      return `Left the ${who} alone: it is still running, or may be.`;
    case 'open':
      return `Left the candidate ${release} alone: tasks may still add to it. \`sparkify recover --candidate ${release}\` discards it.`;
    case 'taken':
      return `Left the ${who} alone: another process is recovering it.`;
  }
}

function strayText({ id, target }: LeftJob): string {
  const by = target === null ? 'a target' : `the target ${target}`;
  return ` Its job ${id} was started by ${by} that the project no longer has: see on AWS whether it still runs.`;
}
