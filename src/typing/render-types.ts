import type { CheckedProject } from '../check/checked-project.ts';
import type { Column } from '../columns/column.ts';
import { isTable, type TableNode } from '../compile/node.ts';
import { notNullColumns } from './not-null-columns.ts';
import { nameRows, type RowNames, tableKey } from './row-names.ts';
import { columnRowType, propertyName } from './row-type.ts';

interface TypedTable extends RowNames {
  readonly description: string;
  readonly isPublished: boolean;
  readonly columns: readonly TypedColumn[];
}

interface TypedColumn {
  readonly name: string;
  readonly comment: string;
  readonly typeScript: string;
  readonly zod: string;
}

/**
 * The text of the file that types a project's rows: an interface and a zod schema for each model, seed and source, and
 * a `Database` of them all for Kysely. The same project gives the same text.
 *
 * @param project checked, without errors
 */
export function renderTypes({ nodes, columns }: Pick<CheckedProject, 'nodes' | 'columns'>): string {
  const tables = typedTables(nodes, columns);
  const keys = tables.map(({ table, row }) => `  ${propertyName(table)}: ${row};\n`);
  return [
    header,
    `/** Every table by the name that queries give it. */\nexport interface Database {\n${keys.join('')}}\n`,
    renderPublished(tables),
    registration,
    ...(tables.some(({ columns }) => columns.some(({ zod }) => /\bfloat\b/.test(zod))) ? [float] : []),
    ...tables.map(renderTable),
  ].join('\n');
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

function typedTables(
  nodes: CheckedProject['nodes'],
  columns: CheckedProject['columns'],
): readonly TypedTable[] {
  const typed = nodes
    .filter((node): node is TableNode => isTable(node) && columns[node.uniqueId] !== undefined)
    .toSorted((a, b) => (tableKey(a) < tableKey(b) ? -1 : 1));
  const notNull = notNullColumns(nodes);
  const names = nameRows(typed);
  return typed.map((node, index) => ({
    ...names[index]!,
    description: node.description,
    isPublished: node.resourceType !== 'source' && node.config.published,
    columns: columns[node.uniqueId]!.map(column => typedColumn(column, node, notNull.get(node.uniqueId))),
  }));
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
function renderPublished(tables: readonly TypedTable[]): string {
  const keys = tables.filter(({ isPublished }) => isPublished);
  const lines = keys.map(({ table, row }) => `  ${propertyName(table)}: ${row};\n`);
  return `/** The tables that the lake holds, which \`openLake\` reads. */\nexport interface Published {\n${lines.join('')}}\n`;
}

function renderTable({ row, schema, table, description, columns }: TypedTable): string {
  const about = description.trim() === '' ? `A row of \`${table}\`.` : description;
  const fields = columns.map(
    ({ name, comment, typeScript }) => `${renderComment(comment, '  ')}  ${name}: ${typeScript};\n`,
  );
  const shape = columns.map(({ name, zod }) => `  ${name}: ${zod},\n`);
  return `${renderComment(about, '')}export interface ${row} {
${fields.join('')}}

export const ${schema} = z.object({
${shape.join('')}}) satisfies z.ZodType<${row}>;
`;
}

/** JSDoc, whatever the text: it cannot end the comment. */
function renderComment(text: string, indent: string): string {
  const lines = text.trim().replaceAll('*/', '*\\/').split(/\r?\n/);
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  const body = lines.map(line => `${indent} * ${line}`.trimEnd());
  return `${indent}/**\n${body.join('\n')}\n${indent} */\n`;
}
