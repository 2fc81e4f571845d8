import { sourceLabel } from '../compile/table-label.ts';
import type { Config } from '../config/config.ts';
import type { RecordFigures, SourceDrift } from '../run/drift/source-drift.ts';
import { DRIFT_VERSION, type DriftDocument } from './drift-schema.ts';
import type { Invocation } from './invocation.ts';

interface DriftContext {
  readonly config: Config;
  readonly invocation: Invocation;
  /** Of sparkify. */
  readonly version: string;
}

/** How sources stand to what they declare, in a form of sparkify's own: dbt has no such artifact. */
export function driftDocument(
  drifts: readonly SourceDrift[],
  { config, invocation, version }: DriftContext,
): DriftDocument {
  const { name, type, lake } = config.target;
  return {
    metadata: {
      sparkify_schema_version: DRIFT_VERSION,
      sparkify_version: version,
      generated_at: new Date().toISOString(),
      invocation_id: invocation.id,
    },
    project: config.name,
    target: { name, type, lake },
    sources: drifts.map(sourceEntry),
  };
}

function sourceEntry(drift: SourceDrift): DriftDocument['sources'][number] {
  const { node, release, before, now, gone, undeclared, misfits, firstMisfits, shifts } = drift;
  return {
    unique_id: node.uniqueId,
    source: sourceLabel(node),
    drifted: drift.drifted,
    release: release ?? null,
    now_is: drift.isReleased ? 'released' : 'new',
    ...{ before: figures(before), now: figures(now), gone },
    undeclared_keys: [...undeclared],
    absent_keys: [...drift.absent],
    null_keys: [...drift.alwaysNull],
    misfits: { records: misfits, first: [...firstMisfits] },
    shifts: [...shifts],
  };
}

function figures({ columns, ...counts }: RecordFigures): DriftDocument['sources'][number]['now'] {
  return { ...counts, columns: [...columns] };
}
