import type { ColumnLineage, LineageInput, ModelLineage } from '../check/lineage/lineage.ts';
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
export function lineageEntry(model: ModelLineage): object {
  return originsEntry(model, columnEntry, () => ({}));
}

function modelEntry(model: ModelLineage): object {
  return {
    ...originsEntry(model, inputEntry, ({ expression }) => ({ expression })),
    reads: model.reads.map(({ table, column }) => ({ node: table, column })),
  };
}

function originsEntry(
  { columns, rows, rowsUnknown }: ModelLineage,
  ofInput: (input: LineageInput) => object,
  ofColumn: (column: ColumnLineage) => object,
): object {
  const columnEntries = columns.map(column => {
    const { name, inputs, unknown } = column;
    return [name, { ...ofColumn(column), inputs: inputs.map(ofInput), unknown: unknown ?? null }];
  });
  return {
    columns: Object.fromEntries(columnEntries),
    rows: rows.map(ofInput),
    rows_unknown: rowsUnknown ?? null,
  };
}

function inputEntry(input: LineageInput): object {
  return { ...columnEntry(input), through: input.through };
}

function columnEntry({ table, column, role }: LineageInput): object {
  return { node: table, column, role };
}
