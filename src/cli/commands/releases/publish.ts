import type { Command } from 'commander';
import type { CandidateOutcome } from '../../../release/tasks/publish-candidate.ts';
import { candidateName } from '../../candidate-option.ts';
import type { Cli } from '../../cli.ts';
import {
  addOptions,
  type CommonOptions,
  projectOptions,
  selection,
  selectionOptions,
} from '../../options.ts';
import { renderQuantity } from '../../output/quantity.ts';
import { printWarnings } from '../../print-warnings.ts';
import { act } from '../act.ts';
import { reportTidied } from './report-tidied.ts';

export function configurePublish(command: Command, cli: Cli): void {
  command
    .description(
      'Publishes all that tasks added to a candidate as one release. Refused while a table of the project, or one that is selected, is missing, and while a task failed or still runs.',
    )
    .argument('<candidate>', 'what --candidate of the tasks called it', candidateName);
  addOptions(command, selectionOptions());
  act<CommonOptions>(
    command,
    [
      [
        'sparkify releases publish nightly',
        'after `sparkify run --select songplays --candidate nightly` and others',
      ],
      [
        'sparkify releases publish nightly --select path:models/marts',
        'only these have to be there; the other tables carry over',
      ],
    ],
    (options, [name]) => runPublish(options, name!, cli),
  );
}

async function runPublish(options: CommonOptions, name: string, cli: Cli): Promise<void> {
  const { publishCandidate } = await import('../../operations/publish-candidate.ts');
  const asked = { ...projectOptions(options, cli), ...selection(options, cli) };
  const { outcome, warnings } = await publishCandidate(asked, name);
  await printWarnings(warnings, options, cli);
  reportTidied([outcomeLine(outcome, name)], outcome, options, cli);
}

function outcomeLine(outcome: CandidateOutcome, name: string): string {
  switch (outcome.status) {
    case 'published': {
      const { release, tables, tested } = outcome.release;
      const written = tables.filter(({ version }) => version === release);
      const how = tested ? '' : ', without running all of its tests';
      return `Published release ${release}${how}: ${renderQuantity(written.length, 'table')} of the candidate ${name} changed.`;
    }
    case 'nothing-changed':
      return `Nothing was published: the candidate ${name} holds just the rows of the release on which it began, and is gone now.`;
    case 'published-before':
      return `Nothing to do: the candidate ${name} was published already, as release ${outcome.release}.`;
  }
}
