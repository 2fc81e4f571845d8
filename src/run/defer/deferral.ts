import { lakeName } from '../../columns/table-name.ts';
import { type CompiledNode, isPublished } from '../../compile/node.ts';
import type { Config } from '../../config/config.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Release, ReleasedTable } from '../../release/documents.ts';
import { parseLakeAddress, readReleaseAt, withNamedLake } from '../../release/lake-address.ts';
import type { LakeReader } from '../../release/lake-reader.ts';
import { type LakeCodecs, openLakeAt } from '../../release/open-project-lake.ts';
import type { DataAccess } from '../../storage/data-access.ts';
import type { EmitRunEvent } from '../run-event.ts';
import type { RunPlan } from '../run-plan.ts';

/** dbt's `--defer`: where tables are read from that are neither selected nor built in the lake of the target. */
export interface DeferOptions {
  /** Address of a lake, or of the document of one of its releases: see `parseLakeAddress`. Folders are absolute. */
  readonly to: string;
  /** Whether these are read even where the own lake has them, too. */
  readonly favored: boolean;
}

/** A release of another lake of the project, and what reads it. */
export interface Deferral {
  /** The address of the lake. */
  readonly place: string;
  readonly release: Release;
  readonly lake: LakeReader;
  readonly data: DataAccess;
  readonly favored: boolean;
}

/** What of it a run reads. */
export interface DeferredTables extends Pick<Deferral, 'place' | 'release' | 'lake' | 'data'> {
  /** By the unique ids of their nodes here. */
  readonly tables: ReadonlyMap<string, ReleasedTable>;
}

/**
 * Looks up the release of another lake, of this project. That lake is reached as the target at hand reaches S3.
 *
 * @throws SparkifyError `nothing-published`, `unknown-release`, `lake-foreign`, `bad-state` when it is no lake
 */
export async function openDeferral(
  config: Config,
  codecs: LakeCodecs,
  { to, favored }: DeferOptions,
  signal?: AbortSignal,
): Promise<Deferral> {
  const address = parseLakeAddress(to);
  const opened = openLakeAt(address.lake, config, codecs, signal);
  const release = await withNamedLake(async () => {
    if ((await opened.lake.state()) === 'absent') throw noLake(address.lake);
    return readReleaseAt(address, opened.lake);
  });
  return { place: address.lake, release, favored, ...opened };
}

interface DeferInput {
  readonly nodes: readonly CompiledNode[];
  /** Unique ids of what a run computes itself. */
  readonly asked: ReadonlySet<string>;
  /** Whether the own lake has the table of a node. */
  readonly isReleased: (node: CompiledNode) => boolean;
}

/** The tables of another lake that stand for tables of this one. Nodes are known there by the same unique ids, whatever targets call their tables. */
export function deferredTables(
  deferral: Deferral | undefined,
  { nodes, asked, isReleased }: DeferInput,
): DeferredTables | undefined {
  if (deferral === undefined) return undefined;
  const { favored, ...place } = deferral;
  // What a model was called before stays until it is pruned; what it is called now was written later.
  const byAge = deferral.release.tables.toSorted((a, b) => (a.version < b.version ? -1 : 1));
  const theirs = new Map(byAge.map(table => [table.node, table]));
  const found = nodes.filter(isPublished).flatMap(node => {
    const table = theirs.get(node.uniqueId);
    const isWanted = !asked.has(node.uniqueId) && (favored || !isReleased(node));
    return table !== undefined && isWanted ? [[node.uniqueId, table] as const] : [];
  });
  return { ...place, tables: new Map(found) };
}

/** What tables are called here that another lake stands for. */
export function deferredNames(
  nodes: readonly CompiledNode[],
  deferred: DeferredTables | undefined,
): ReadonlySet<string> {
  const found = nodes.filter(isPublished).filter(({ uniqueId }) => deferred?.tables.has(uniqueId));
  return new Set(found.map(({ relation }) => lakeName(relation)));
}

/** Says of which tables the rows come from elsewhere, when there are any. */
export function tellDeferred(
  { tasks }: Pick<RunPlan, 'tasks'>,
  deferred: DeferredTables | undefined,
  emit: EmitRunEvent,
): void {
  const tables = tasks
    .filter(({ kind, node }) => kind === 'released' && deferred?.tables.has(node.uniqueId))
    .map(({ node }) => node.name);
  if (deferred === undefined || tables.length === 0) return;
  const { place, release } = deferred;
  emit({ type: 'deferred', lake: place, release: release.release, tables });
}

function noLake(place: string): SparkifyError {
  return new SparkifyError('bad-state', `--defer reads tables of a lake, and ${place} is none.`, {
    exitCode: 2,
    hint: 'Give a lake that `sparkify build` has published to, with --state, or with --defer-state beside a --state of artifacts.',
  });
}
