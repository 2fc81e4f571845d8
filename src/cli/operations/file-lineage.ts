import type { CheckedProject } from '../../check/checked-project.ts';
import { lakeName } from '../../columns/table-name.ts';
import { type BuiltNode, isPublished, isTable } from '../../compile/node.ts';
import { tableLabel } from '../../compile/table-label.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { badUsage } from '../../diagnostics/bad-usage.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Release, ReleasedTable } from '../../release/documents.ts';
import { openProjectLake } from '../../release/open-project-lake.ts';
import type { FileLineage } from '../../run/file-lineage/file-lineage.ts';
import { traceFiles } from '../../run/file-lineage/trace-files.ts';
import { findColumns } from './find-columns.ts';
import { withSession } from './with-session.ts';

export interface FileLineageOptions extends ProjectOptions {
  /** A published table. */
  readonly name: string;
  /** As in `year=2018/month=11`; all partitions unless given. */
  readonly partition: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Which files of sources the rows of a published table came from, as the current release holds it.
 *
 * @throws SparkifyError 'unknown-ref', 'nothing-published', 'bad-usage'
 */
export function fileLineage({
  name,
  partition,
  signal,
  ...options
}: FileLineageOptions): Promise<FileLineage> {
  return withSession(
    { ...options, inMemory: true },
    project => project,
    async (project, session) => {
      signal.addEventListener('abort', () => session.interrupt(), { once: true });
      const lake = openProjectLake(project.config, session, signal);
      const release = await lake.lake.current();
      const node = publishedTable(name, project, release);
      const table = releasedTable(node, release);
      return traceFiles({ project, session, lake, release: release!, node, table, partition });
    },
  );
}

function publishedTable(name: string, project: CheckedProject, release: Release | undefined): BuiltNode {
  const isMade = project.nodes.filter(isTable).some(table => lakeName(table.relation) === name);
  if (!isMade && release?.tables.some(table => table.name === name)) {
    throw new SparkifyError('unknown-ref', `The lake holds ${name}, but no model makes it any more.`, {
      exitCode: 2,
      hint: `\`sparkify releases prune --tables ${name}\` removes it from the lake.`,
    });
  }
  const { table, columns } = findColumns(name, project);
  const label = tableLabel(table);
  if (name !== label) {
    throw badUsage(
      `Files are told of whole rows, not of the column ${columns[0]!.column} alone.`,
      `Ask for all of the table: \`sparkify lineage ${label} --files\`.`,
    );
  }
  if (isPublished(table)) return table;
  const what = table.resourceType === 'source' ? 'a source' : 'not published';
  const below = project.nodes
    .filter(isPublished)
    .filter(({ dependsOn }) => dependsOn.includes(table.uniqueId));
  const hint =
    below.length === 0
      ? 'Ask for a published table that is made of it.'
      : `Ask for what is made of it: ${below.map(tableLabel).join(', ')}.`;
  throw badUsage(`${label} is ${what}, so that no release holds its rows.`, hint);
}

function releasedTable(node: BuiltNode, release: Release | undefined): ReleasedTable {
  const table = release?.tables.find(({ name }) => name === lakeName(node.relation));
  if (table !== undefined) return table;
  const message =
    release === undefined
      ? 'The lake has no release yet, so that no rows came from anywhere.'
      : `The current release holds no table ${tableLabel(node)}.`;
  throw new SparkifyError('nothing-published', message, {
    hint: `\`sparkify build --select ${release === undefined ? '+' : ''}${node.name}\` publishes it.`,
  });
}
