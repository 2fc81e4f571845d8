import type { NodeLabel, NodeResult } from '../../run/run-event.ts';
import type { Colors } from '../colors.ts';
import { renderQuantity, renderSeconds } from '../output/quantity.ts';
import type { EventOf } from './event-of.ts';
import { isFailure, problemLines, type SummaryContext } from './problem-lines.ts';
import { totalsLine } from './run-totals.ts';
import { stamp } from './stamp.ts';

/** The last block of a run: what ran, each failure in full, what to do next, and dbt's line of totals. */
export function runSummary(
  event: EventOf<'run-finished'>,
  time: Date,
  context: SummaryContext,
): readonly string[] {
  const problems = [
    ...event.results.filter(({ status }) => isFailure(status)),
    ...event.results.filter(({ status }) => status === 'warn'),
  ];
  const stamped = (lines: readonly string[]) => stamp(lines, time, context.columns);
  if (event.results.length === 0) return stamped([nothingToDo(context.command), totalsLine(event)]);
  const end = [...reachedLine(event), ...nextLines(event, context), totalsLine(event)];
  return [
    ...stamped([`Finished running ${whatRan(event.results)} in ${renderSeconds(event.seconds)}.`]),
    '',
    ...stamped([verdict(event, context.colors)]),
    ...problems.flatMap(result => ['', ...problemLines(result, context)]),
    ...(problems.length > 0 ? [''] : []),
    ...stamped(end),
  ];
}

function nothingToDo(command: string): string {
  return command === 'source freshness'
    ? 'Nothing to do: no selected source says how old it may be. Add freshness to one, e.g. freshness: {warn_after: {count: 1, period: day}}'
    : 'Nothing to do: nothing is selected that this command runs.';
}

const didNotRun: ReadonlySet<NodeResult['status']> = new Set(['skipped', 'interrupted', 'reused']);

/** `2 view models, 5 external models, 1 seed, 25 data tests`, without what was skipped, stopped or reused. */
function whatRan(results: readonly NodeResult[]): string {
  return countNodes(results.filter(({ status }) => !didNotRun.has(status)).map(({ node }) => node));
}

/** How many there are of each kind. */
export function countNodes(nodes: readonly NodeLabel[]): string {
  const counts = ['operation', 'model', 'seed', 'snapshot', 'source', 'test', 'unit_test'].flatMap(type => {
    const nouns = nodes.filter(({ resourceType }) => resourceType === type).map(nodeNoun);
    return [...new Set(nouns)].map(noun =>
      renderQuantity(nouns.filter(other => other === noun).length, noun),
    );
  });
  return counts.length === 0 ? 'nothing' : counts.join(', ');
}

function nodeNoun({ resourceType, kind }: NodeLabel): string {
  if (resourceType === 'model') return `${kind} model`;
  if (kind === 'freshness') return 'source';
  if (kind === 'hook') return 'project hook';
  if (kind === 'unit_test') return 'unit test';
  return kind === 'test' ? 'data test' : kind;
}

function verdict({ results, raised = 0, unregistered }: EventOf<'run-finished'>, colors: Colors): string {
  const count = (wanted: (status: NodeResult['status']) => boolean) =>
    results.filter(({ status }) => wanted(status)).length;
  const partial = count(status => status === 'partial success');
  const failed = count(status => status === 'error' || status === 'fail');
  const errors = failed + raised + (unregistered ? 1 : 0);
  const warnings = count(status => status === 'warn');
  if (count(status => status === 'interrupted') > 0) return colors.warn('Interrupted');
  if (errors + partial + warnings === 0) return colors.good('Completed successfully');
  const parts = [
    ...(errors > 0 ? [renderQuantity(errors, 'error')] : []),
    ...(partial > 0 ? [renderQuantity(partial, 'partial success')] : []),
    ...(warnings > 0 ? [renderQuantity(warnings, 'warning')] : []),
  ];
  const text = `Completed with ${new Intl.ListFormat('en').format(parts)}:`;
  return errors + partial > 0 ? colors.bad(text) : colors.warn(text);
}

/** Who outside of the project waits for what failed. */
function reachedLine({ exposures = [] }: EventOf<'run-finished'>): string[] {
  if (exposures.length === 0) return [];
  return [`Exposures that read what failed: ${exposures.join(', ')}`];
}

/** What a person would do now; nothing when all is well. A retry does what is left of a run, and not what is done. */
function nextLines(
  { results, raised = 0, unregistered, mayRetry }: EventOf<'run-finished'>,
  { command, colors }: SummaryContext,
): string[] {
  const next = (text: string) => [`${colors.strong('Next:')} ${text}`];
  const onward = mayRetry ? 'run `sparkify retry` to go on from here' : `run \`sparkify ${command}\` again`;
  if (results.some(({ status }) => status === 'interrupted')) {
    return next(`${onward}; what was half done is not in the lake.`);
  }
  if (command === 'source freshness' && results.some(({ status }) => isFailure(status))) {
    return next(`bring newer data or mend what is named above, then ${onward}.`);
  }
  if (results.some(({ status }) => status === 'error' || status === 'partial success')) {
    return next(`fix what is named above, then ${onward}.`);
  }
  const failed = results.filter(({ status }) => status === 'fail');
  if (failed.length > 0 && failed.every(({ node }) => node.resourceType === 'unit_test')) {
    return next(`fix the model or what the test expects, then ${onward}.`);
  }
  if (failed.length > 0) {
    const areKept = failed.every(({ failuresPath }) => failuresPath !== undefined);
    const look = areKept ? 'look at the failing rows' : 'run the compiled code to see all the rows';
    return next(`${look}, fix the model, its source or the test, then ${onward}.`);
  }
  if (raised > 0) {
    return next('mend what is an error above, or name its code under "warn" in --warn-error-options.');
  }
  if (unregistered) return next('mend what is named above, then run `sparkify catalog sync`.');
  return [];
}
