import { readFileSync } from 'node:fs';
import { safeParse } from '../config/safe-parse.ts';
import type { ApprovedPlan, ApprovedSource } from '../run/plan/approval.ts';
import type { PlannedOptions, RunOptions } from '../run/run-options.ts';
import { PLAN_VERSION, type PlanDocument, planSchema } from './plan-schema.ts';
import { badState } from './read-artifact.ts';

/** A plan that was written down, with what it was asked for. */
export interface WrittenPlan {
  readonly approved: ApprovedPlan;
  readonly options: PlannedOptions & Pick<RunOptions, 'target' | 'reuse' | 'asOf'>;
  /** Names of the variables that `--vars` gave. */
  readonly vars: readonly string[];
}

const hint = 'Write it anew: sparkify plan --out plan.json';

/**
 * Reads what `sparkify plan --out` wrote.
 *
 * @param path absolute
 * @throws SparkifyError bad-state when it is not there, no plan, or one of another version
 */
export function readPlan(path: string): WrittenPlan {
  const parsed = safeParse(planSchema, parse(path));
  if (!parsed.success) throw badState(`${path} is no plan of the form ${PLAN_VERSION}.`, hint, parsed.error);
  const { project, target, base, nodes, sources, args } = parsed.data;
  return {
    approved: {
      ...{ file: path, project, target: target.name, base: base ?? undefined },
      nodes: new Map(nodes.map(({ unique_id, action, recipe }) => [unique_id, { action, recipe }])),
      sources: new Map(sources.map(source => [source.unique_id, approvedSource(source)])),
    },
    options: {
      ...{ target: target.name, select: args.select, exclude: args.exclude },
      ...(args.selector !== null && { selector: args.selector }),
      ...(args.indirect_selection !== null && { indirectSelection: args.indirect_selection }),
      ...(args.state !== null && { state: args.state }),
      ...(args.defer_state !== null && { defer: { to: args.defer_state, favored: args.favor_state } }),
      ...(args.resource_types !== null && { resourceTypes: args.resource_types }),
      fullRefresh: args.full_refresh,
      ...(args.event_time_start !== null &&
        args.event_time_end !== null && {
          eventTime: { start: args.event_time_start, end: args.event_time_end },
        }),
      ...(args.as_of !== null && { asOf: args.as_of }),
      reuse: args.reuse,
      allowBreakingChanges: args.allow_breaking_changes,
    },
    vars: args.vars,
  };
}

function approvedSource({
  digest,
  added,
  changed,
  removed,
}: PlanDocument['sources'][number]): ApprovedSource {
  const names = ({ first }: typeof added) => first.map(({ path }) => path);
  return { digest, added: names(added), changed: names(changed), removed: names(removed) };
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const isThere = !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
    const problem = isThere ? 'is no plan: it cannot be read as JSON' : 'is not there';
    throw badState(`${path} ${problem}.`, hint, error);
  }
}
