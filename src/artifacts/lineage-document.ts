import type { LineageInput, ModelLineage } from '../check/lineage/lineage.ts';
import type { Invocation } from './invocation.ts';
import { artifactMetadata } from './metadata.ts';

/** Where every column of every model comes from. dbt has no such artifact, so that the form is sparkify's own. */
export function lineageDocument(models: readonly ModelLineage[], invocation: Invocation): object {
  const { generated_at, invocation_id } = artifactMetadata('manifest', invocation);
  return {
    metadata: { sparkify_schema_version: 'lineage/v1', generated_at, invocation_id },
    models: Object.fromEntries(models.map(model => [model.uniqueId, modelEntry(model)])),
  };
}

function modelEntry({ columns, rows, rowsUnknown, reads }: ModelLineage): object {
  return {
    columns: Object.fromEntries(
      columns.map(({ name, expression, inputs, unknown }) => [
        name,
        { expression, inputs: inputs.map(inputEntry), unknown: unknown ?? null },
      ]),
    ),
    rows: rows.map(inputEntry),
    rows_unknown: rowsUnknown ?? null,
    reads: reads.map(({ table, column }) => ({ node: table, column })),
  };
}

function inputEntry({ table, column, role, through }: LineageInput): object {
  return { node: table, column, role, through };
}
