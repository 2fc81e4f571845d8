import type { CheckedProject } from '../check/checked-project.ts';
import type { Column } from '../columns/column.ts';
import { isTable, type TableNode } from '../compile/node.ts';
import { tableLabel } from '../compile/table-label.ts';
import { notNullColumns } from './not-null-columns.ts';
import { nameRows, type RowNames } from './row-names.ts';
import { columnRowType, propertyName } from './row-type.ts';

/** A table as the generated file has it. */
export interface RenderedTable extends RowNames {
  readonly isPublished: boolean;
  /** The interface of its rows, with the comment above. */
  readonly rowText: string;
  /** The zod schema of its rows. */
  readonly schemaText: string;
}

/**
 * The text of the file that types a project's rows: an interface and a zod schema for each model, seed and source, and
 * a `Database` of them all for Kysely. The same project gives the same text.
 *
 * @param kept tables of which it is not known what they are now, as an earlier file had them
 */
export function renderTypes(
  project: Pick<CheckedProject, 'nodes' | 'columns'>,
  kept: readonly RenderedTable[] = [],
): { readonly text: string; readonly tables: readonly string[] } {
  const tables = renderTables(project, kept);
  const keys = tables.map(({ table, row }) => `  ${propertyName(table)}: ${row};\n`);
  const text = [
    header,
    `/** Every table by the name that queries give it. */\nexport interface Database {\n${keys.join('')}}\n`,
    renderPublished(tables),
    registration,
    ...(tables.some(({ schemaText }) => /\bfloat\b/.test(schemaText)) ? [float] : []),
    ...tables.flatMap(({ rowText, schemaText }) => [rowText, schemaText]),
  ].join('\n');
  return { text, tables: tables.map(({ table }) => table) };
}

const header = `// Written by \`sparkify types\` from the columns of every model, seed and source. Do not edit it: change the models.
/* eslint-disable */
import * as z from 'sparkify/zod';
`;

const registration = `declare module 'sparkify' {
  interface Register {
    database: Database;
    published: Published;
  }
}
`;

const float = `/** A floating-point number: NaN and the infinities are among them. */
const float = z.custom<number>(value => typeof value === 'number');
`;

function renderTables(
  { nodes, columns }: Pick<CheckedProject, 'nodes' | 'columns'>,
  kept: readonly RenderedTable[],
): readonly RenderedTable[] {
  const byKey = new Map<string, TableNode | RenderedTable>(kept.map(table => [table.table, table]));
  for (const node of nodes.filter(isTable)) {
    const key = tableLabel(node);
    if (columns[node.uniqueId] !== undefined && !byKey.has(key)) byKey.set(key, node);
  }
  const sorted = [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const notNull = notNullColumns(nodes);
  const names = nameRows(sorted.map(([key]) => key));
  return sorted.map(([, table], index) =>
    'rowText' in table
      ? renamed(table, names[index]!)
      : renderTable(table, columns[table.uniqueId]!, notNull.get(table.uniqueId), names[index]!),
  );
}

/** The name of a row has a number where another table's would be the same, so that it changes with the other tables. */
function renamed(table: RenderedTable, names: RowNames): RenderedTable {
  return {
    ...{ ...names, isPublished: table.isPublished },
    rowText: table.rowText.replace(`export interface ${table.row} {`, `export interface ${names.row} {`),
    schemaText: table.schemaText
      .replace(`export const ${table.schema} = `, `export const ${names.schema} = `)
      .replace(`satisfies z.ZodType<${table.row}>;`, `satisfies z.ZodType<${names.row}>;`),
  };
}

interface TypedColumn {
  readonly name: string;
  readonly comment: string;
  readonly typeScript: string;
  readonly zod: string;
}

function typedColumn({ name, type }: Column, node: TableNode, notNull?: ReadonlySet<string>): TypedColumn {
  const identity = name.toLowerCase();
  const declared = node.columns.find(column => column.name.toLowerCase() === identity);
  return {
    name: propertyName(name),
    comment: `${(declared?.description ?? '').trim()} \`${type}\``.trim(),
    ...columnRowType(type, !(notNull?.has(identity) ?? false)),
  };
}

/** What a reader of the lake finds. */
function renderPublished(tables: readonly RenderedTable[]): string {
  const keys = tables.filter(({ isPublished }) => isPublished);
  const lines = keys.map(({ table, row }) => `  ${propertyName(table)}: ${row};\n`);
  return `/** The tables that the lake holds, which \`openLake\` reads. */\nexport interface Published {\n${lines.join('')}}\n`;
}

function renderTable(
  node: TableNode,
  columns: readonly Column[],
  notNull: ReadonlySet<string> | undefined,
  names: RowNames,
): RenderedTable {
  const { row, schema, table } = names;
  const typed = columns.map(column => typedColumn(column, node, notNull));
  const about = node.description.trim() === '' ? `A row of \`${table}\`.` : node.description;
  const fields = typed.map(
    ({ name, comment, typeScript }) => `${renderComment(comment, '  ')}  ${name}: ${typeScript};\n`,
  );
  const shape = typed.map(({ name, zod }) => `  ${name}: ${zod},\n`);
  return {
    ...names,
    isPublished: node.resourceType !== 'source' && node.config.published,
    rowText: `${renderComment(about, '')}export interface ${row} {\n${fields.join('')}}\n`,
    schemaText: `export const ${schema} = z.object({\n${shape.join('')}}) satisfies z.ZodType<${row}>;\n`,
  };
}

/** JSDoc, whatever the text: it cannot end the comment. */
function renderComment(text: string, indent: string): string {
  const lines = text
    .trim()
    .replaceAll('*/', '*\\/')
    .split(/\r\n?|\n/);
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  const body = lines.map(line => `${indent} * ${line}`.trimEnd());
  return `${indent}/**\n${body.join('\n')}\n${indent} */\n`;
}
