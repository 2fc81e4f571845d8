import type { PortableQuery } from '../check/checked-project.ts';
import type { Column } from '../columns/column.ts';
import type { CompiledNode } from '../compile/node.ts';
import type { Config } from '../config/config.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Session } from '../engines/session.ts';
import type { ReleasedNodes } from '../release/documents.ts';
import type { OpenedLake } from '../release/open-project-lake.ts';
import type { JobAsked } from './job/before-job.ts';
import type { CheckTablesOptions } from './keep-previous/check-tables.ts';
import type { RunLegacy } from './last-run.ts';
import type { LookAhead } from './look-ahead.ts';
import type { ApprovedPlan } from './plan/approval.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { Reading } from './reading.ts';
import type { EmitRunEvent, NodeResult } from './run-event.ts';
import type { RunSql } from './run-sql.ts';
import type { RunHooksInput } from './with-hooks.ts';

export interface RunInput extends Omit<PreparedRun, 'breaking'> {
  readonly config: Config;
  readonly session: Session;
  readonly lake: OpenedLake;
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** Path of a node's compiled SQL relative to the project. */
  readonly pathOf: (node: CompiledNode) => string;
  /** Where the SQL that runs is kept; nowhere unless given. */
  readonly runSql?: RunSql;
  readonly failFast: boolean;
  readonly publish: boolean;
  /** What is read, when it is not everything. */
  readonly reading?: Reading | undefined;
  readonly signal: AbortSignal;
  readonly emit: EmitRunEvent;
  /** What runs before and after all nodes; nothing unless given. */
  readonly around?: RunHooksInput;
  /** Whether failing rows of data tests are kept: see `createFailureFiles`. */
  readonly storeFailures?: boolean | undefined;
  /**
   * The project of the run: without it a failure keeps everything as it was, whatever the models say, and no release is told what it
   * was made of.
   */
  readonly keeping?: Pick<CheckTablesOptions, 'graph' | 'nodes'> & {
    readonly releasedNodes?: () => ReleasedNodes;
  };
  /** What was agreed to. */
  readonly approved?: ApprovedPlan | undefined;
  /** Warnings that were raised to errors so far; the run may add to it. */
  readonly raised?: readonly Diagnostic[];
  /** On a target that is not DuckDB: what models and data tests are there. Without it DuckDB runs them. */
  readonly portable?: Readonly<Record<string, PortableQuery>> | undefined;
  /** Asked before anything is started on AWS. */
  readonly confirm?: JobAsked['confirm'];
  /** What was begun for the run before it was planned. */
  readonly ahead?: LookAhead | undefined;
  /** Told before anything runs. */
  readonly announce?: (begun: RunBegun) => Promise<void>;
}

/** What is to be known of a run if it were killed, for a retry. */
export interface RunBegun {
  readonly results: readonly NodeResult[];
  readonly legacy: RunLegacy;
}
