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

/**
 * Where the columns of a model come from, as the manifest holds it: without expressions, since templates may have put values
 * of the environment into them.
 */
export function lineageEntry({ columns, rows, rowsUnknown }: ModelLineage): object {
  return {
    columns: Object.fromEntries(
      columns.map(({ name, inputs, unknown }) => [
        name,
        { inputs: inputs.map(columnEntry), unknown: unknown ?? null },
      ]),
    ),
    rows: rows.map(columnEntry),
    rows_unknown: rowsUnknown ?? null,
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

function inputEntry(input: LineageInput): object {
  return { ...columnEntry(input), through: input.through };
}

function columnEntry({ table, column, role }: LineageInput): object {
  return { node: table, column, role };
}
