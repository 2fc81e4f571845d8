import type { CheckedProject } from '../../check/checked-project.ts';
import type { Column } from '../../columns/column.ts';
import { selectionFolders } from '../../config/selection-folders.ts';
import { readSelectorsFile } from '../../graph/select-in-project.ts';
import type { SelectableNode } from '../../graph/selectable-node.ts';
import type { NamedSelector } from '../../graph/selectors-file.ts';
import type { Invocation } from '../invocation.ts';
import type { LakeEntry } from './lake-entry.ts';

/**
 * What the page needs besides dbt's artifacts: how to select as the command line does, the columns of every table, and
 * the releases of the lake. dbt has no such artifact, so that the form is sparkify's own.
 */
export interface PageDocument {
  readonly metadata: {
    readonly sparkify_schema_version: 'page/v1';
    /** ISO 8601, UTC. */
    readonly generated_at: string;
    readonly invocation_id: string;
    readonly sparkify_version: string;
  };
  readonly project: string;
  readonly target: string;
  readonly selection: {
    /** Folders below which names of folders are part of an fqn. */
    readonly folders: readonly string[];
    /** What `selectNodes` selects from: models, seeds, sources, tests and exposures. */
    readonly nodes: readonly SelectableNode[];
    /** Of selectors.yml. */
    readonly selectors: readonly NamedSelector[];
  };
  /** Columns as the queries give them, by unique id. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** Null when the lake was not asked. */
  readonly lake: LakeEntry | null;
}

interface PageInput {
  readonly invocation: Invocation;
  /** Of sparkify. */
  readonly version: string;
  readonly lake: LakeEntry | null;
}

/** What of a project the page shows that stands in none of dbt's artifacts. */
export function pageDocument(
  project: CheckedProject,
  { invocation, version, lake }: PageInput,
): PageDocument {
  const { config, nodes, columns } = project;
  return {
    metadata: {
      sparkify_schema_version: 'page/v1',
      generated_at: new Date().toISOString(),
      invocation_id: invocation.id,
      sparkify_version: version,
    },
    project: config.name,
    target: config.target.name,
    selection: {
      folders: selectionFolders(config),
      nodes: nodes.map(selectable),
      selectors: [...(readSelectorsFile(config.projectDir)?.selectors.values() ?? [])],
    },
    columns,
    lake,
  };
}

/** A node is a selectable one with its SQL and much else, which the page does not need. */
function selectable(node: SelectableNode): SelectableNode {
  const { uniqueId, name, file, resourceType, tags, meta, dependsOn, config } = node;
  const { source, testType, severity, declaration } = node;
  return {
    ...{ uniqueId, name, file, resourceType, tags, dependsOn },
    ...(meta !== undefined && { meta }),
    ...(config !== undefined && { config }),
    ...(source !== undefined && { source }),
    ...(testType !== undefined && { testType }),
    ...(severity !== undefined && { severity }),
    ...(declaration !== undefined && { declaration: { test: declaration.test } }),
  };
}
