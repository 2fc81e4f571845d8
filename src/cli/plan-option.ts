import { resolve } from 'node:path';
import { Option } from 'commander';
import { parseVars } from '../config/parse-vars.ts';
import { badUsage } from '../diagnostics/bad-usage.ts';
import type { RunOptions } from '../run/run-options.ts';
import type { Cli } from './cli.ts';
import type { CommonOptions } from './options.ts';

export interface PlanOption {
  readonly plan?: string;
}

export function planOption(): Option {
  return new Option('--plan <file>', 'only what this file of `sparkify plan --out` says');
}

/** What a plan decides, by what commander calls it and by its flag. */
const decided: Readonly<Record<string, string>> = {
  select: '--select',
  models: '--models',
  exclude: '--exclude',
  selector: '--selector',
  state: '--state',
  defer: '--defer',
  deferState: '--defer-state',
  favorState: '--favor-state',
  indirectSelection: '--indirect-selection',
  resourceType: '--resource-type',
  excludeResourceType: '--exclude-resource-type',
  reuse: '--reuse or --no-reuse',
  fullRefresh: '--full-refresh',
  eventTimeStart: '--event-time-start',
  eventTimeEnd: '--event-time-end',
  allowBreakingChanges: '--allow-breaking-changes',
  sample: '--sample',
  empty: '--empty',
};

/**
 * What a build does that was given a plan; undefined without one. The plan says what it is asked for, and on which target.
 *
 * @throws SparkifyError bad-usage when an option would change that, bad-state when there is no such plan
 */
export async function optionsOfPlan(
  options: PlanOption & CommonOptions,
  { cwd }: Pick<Cli, 'cwd'>,
): Promise<Partial<RunOptions> | undefined> {
  if (options.plan === undefined) return undefined;
  const other = Object.keys(decided).find(name => name in options);
  if (other !== undefined)
    throw badUsage(
      `--plan and ${decided[other]} exclude each other: the plan says what is built.`,
      `Leave ${decided[other]} out, or give it to \`sparkify plan\`.`,
    );
  // Few runs have one, and it takes a schema of its own to read it.
  const { readPlan } = await import('../artifacts/read-plan.ts');
  const { approved, options: asked, vars } = readPlan(resolve(cwd, options.plan));
  refuseMissingVars(vars, options, options.plan);
  return { ...asked, target: options.target ?? asked.target, approved };
}

/** Values may be secret, so a plan has their names only. */
function refuseMissingVars(names: readonly string[], options: CommonOptions, file: string): void {
  const given = parseVars(options.vars ?? {});
  const missing = names.filter(name => !Object.hasOwn(given, name));
  if (missing.length === 0) return;
  const example = missing.map(name => `${JSON.stringify(name)}: …`).join(', ');
  throw badUsage(
    `The plan ${file} was made with --vars of ${missing.join(', ')}; their values are not written down.`,
    `Give them again: --vars '{${example}}'`,
  );
}
