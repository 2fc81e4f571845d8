import type { CheckedProject } from '../../check/checked-project.ts';
import type { TableNode } from '../../compile/node.ts';
import { isTable } from '../../compile/node.ts';
import type { Config } from '../../config/config.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { ReadableTable, Session } from '../../engines/session.ts';
import { ancestorsOf } from '../../graph/neighbors.ts';
import { type OpenedLake, openProjectLake } from '../../release/open-project-lake.ts';
import { readableFiles } from '../../storage/readable-files.ts';
import { sum } from '../../storage/sum.ts';
import type { Confirm } from '../job/confirm-start.ts';
import { prepareRun } from '../prepare-run.ts';
import { runAndPublish } from '../run-and-publish.ts';
import type { EmitRunEvent } from '../run-event.ts';
import { tableToRead } from '../table-to-read.ts';

export interface BuildSideInput {
  /** Checked for the target that builds. */
  readonly project: CheckedProject;
  readonly session: Session;
  /** Unique ids of what is to be compared; what it reads is built along with it. */
  readonly selected: ReadonlySet<string>;
  /** Where it builds; it has to be empty before, and should go afterwards. */
  readonly lake: string;
  /** Asked before anything is started on AWS. */
  readonly confirm: Confirm | undefined;
  readonly emit: EmitRunEvent;
  readonly signal: AbortSignal;
}

/** A table that one engine built. */
export interface BuiltTable extends ReadableTable {
  readonly node: TableNode;
  readonly rows: number;
}

/**
 * Builds what is selected and all that it reads from the sources on, without tests, in a lake of its own.
 *
 * @throws SparkifyError what stopped a model
 */
export async function buildSide(input: BuildSideInput): Promise<readonly BuiltTable[]> {
  const { project, session, emit, signal, selected, confirm } = input;
  const { graph, nodes, columns } = project;
  const config: Config = { ...project.config, target: { ...project.config.target, lake: input.lake } };
  const lake = openProjectLake(config, session);
  const wanted = selected.union(ancestorsOf([...selected], graph));
  const { breaking: _, ...prepared } = await prepareRun({
    ...{ command: 'run', selected: wanted, lake: lake.lake, session },
    ...{ config, graph, nodes, columns, hooks: project.hooks, reuse: false },
  });
  const { results } = await runAndPublish({
    ...prepared,
    ...{ config, session, lake, columns, portable: project.portable, around: project },
    ...{ failFast: true, publish: true, signal, emit, confirm, pathOf: node => node.file },
  });
  const failed = results.find(({ diagnostic }) => diagnostic !== undefined)?.diagnostic;
  if (failed !== undefined)
    throw new SparkifyError(failed.code, `${config.target.name}: ${failed.message}`, {
      ...(failed.at && { at: failed.at }),
      ...(failed.hint && { hint: failed.hint }),
    });
  if (signal.aborted) throw new SparkifyError('interrupted', 'The comparison was interrupted.');
  const tables = nodes.filter(isTable).filter(({ uniqueId }) => selected.has(uniqueId));
  const built = await Promise.all(tables.map(node => builtTable(node, lake)));
  return built.filter(table => table !== undefined);
}

/** Undefined for what is not published. */
async function builtTable(node: TableNode, { lake, data }: OpenedLake): Promise<BuiltTable | undefined> {
  const table = tableToRead(node, { base: await lake.current(), kept: [] });
  if (table === undefined || !('fileList' in table)) return undefined;
  const files = await lake.files(table);
  return {
    node,
    format: table.format,
    columns: table.columns,
    partitionColumns: table.partitionColumns,
    files: readableFiles(files, data),
    rows: sum(files.map(({ rows }) => rows)),
  };
}
