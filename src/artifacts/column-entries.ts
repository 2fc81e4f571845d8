import type { DeclaredColumn } from '../project/project.ts';

/** Declared columns by name, as the manifest holds them. */
export function columnEntries(columns: readonly DeclaredColumn[]): Readonly<Record<string, object>> {
  return Object.fromEntries(columns.map(column => [column.name, columnEntry(column)]));
}

function columnEntry({ name, description, dataType }: DeclaredColumn): object {
  return {
    name,
    description,
    meta: {},
    data_type: dataType ?? null,
    constraints: [],
    quote: null,
    config: { meta: {}, tags: [] },
    tags: [],
    granularity: null,
    doc_blocks: [],
  };
}
