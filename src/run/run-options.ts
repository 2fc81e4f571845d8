import type { TimeWindow } from '../compile/batch.ts';
import type { ProjectOptions } from '../config/load-config.ts';
import type { WarnPolicy } from '../diagnostics/warn-policy.ts';
import type { IndirectSelection } from '../graph/indirect-selection.ts';
import type { ResourceType } from '../graph/selectable-node.ts';
import type { DeferOptions } from './defer/deferral.ts';
import type { Confirm } from './job/confirm-start.ts';
import type { JointTask } from './joint-task.ts';
import type { LastRun } from './last-run.ts';
import type { ApprovedPlan } from './plan/approval.ts';
import type { Reading } from './reading.ts';
import type { EmitRunEvent, KeptTable, NodeResult, QuarantineReport } from './run-event.ts';
import type { RunCommand } from './run-plan.ts';

/** What to run, and how. */
export interface RunOptions extends ProjectOptions {
  readonly command: RunCommand;
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
  readonly selector?: string;
  readonly indirectSelection?: IndirectSelection;
  /** What selections compare with: see `findState`. */
  readonly state?: string;
  /** Where tables are read from that are neither selected nor built in the lake of the target; by default nowhere. */
  readonly defer?: DeferOptions | undefined;
  /** Only these types run; all when undefined. */
  readonly resourceTypes?: readonly ResourceType[];
  readonly failFast?: boolean;
  /** True keeps failing rows of every data test as files, false of none; by default the test says. */
  readonly storeFailures?: boolean;
  /** False computes and tests only. Default: whether everything is read. */
  readonly publish?: boolean;
  /** Reads no row, or a sample, instead of everything. Of no rows nothing can be published. */
  readonly reading?: Reading;
  /** Whether what would come out the same is taken over from the release; by default the project says. */
  readonly reuse?: boolean;
  /** True computes incremental models from scratch. */
  readonly fullRefresh?: boolean;
  /** Which time microbatch models compute, instead of what is new. */
  readonly eventTime?: TimeWindow | undefined;
  /** The time up to which they go, ISO 8601; by default now. */
  readonly asOf?: string | undefined;
  /** The run to take up again: only what it left undone is done. */
  readonly retry?: LastRun;
  /** True publishes tables that break their contract with readers of the published release. */
  readonly allowBreakingChanges?: boolean;
  /** True runs only models of which `sparkify parity` proved that Spark gives the same rows. */
  readonly requireParity?: boolean;
  /** What was agreed to: a run that would do something else is refused. */
  readonly approved?: ApprovedPlan;
  /** Name of the candidate that the run adds its tables to, as one task of several; without it they are published. */
  readonly candidate?: string;
  /** Which warnings are errors; by default none. */
  readonly warnings?: WarnPolicy;
  /** Asked before anything is started on AWS; without it nobody is asked. */
  readonly confirm?: Confirm | undefined;
  readonly signal?: AbortSignal;
  readonly emit?: EmitRunEvent;
}

/** What a plan is asked for, and the build that it is made for. */
export type PlannedOptions = Pick<
  RunOptions,
  | 'select'
  | 'exclude'
  | 'selector'
  | 'indirectSelection'
  | 'state'
  | 'defer'
  | 'resourceTypes'
  | 'fullRefresh'
  | 'eventTime'
  | 'allowBreakingChanges'
>;

export interface RunSummary {
  /** 0: all well; 1: a model or test failed, or the run was interrupted. */
  readonly exitCode: 0 | 1;
  readonly results: readonly NodeResult[];
  /** Id of the release that was published. */
  readonly release: string | undefined;
  /** Tables that stay as the last release has them, though others of the run were published. */
  readonly kept: readonly KeptTable[];
  /** Bad records that the run went on without, by source. */
  readonly quarantined: readonly QuarantineReport[];
}

interface Keeping {
  readonly publish: boolean;
  readonly reading?: Reading | undefined;
  readonly task: JointTask | undefined;
}

/** Only what is to be published can be published by a retry, and only what was read whole. */
export function isKept({ publish, reading, task }: Keeping): boolean {
  return publish && reading === undefined && task === undefined;
}
