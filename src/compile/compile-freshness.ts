import { quoteIdentifier } from '../columns/quote.ts';
import { renderRelation } from '../columns/relation.ts';
import { type Diagnostic, errorDiagnostic, hasErrors, warning } from '../diagnostics/diagnostic.ts';
import type { DeclaredText, SourceTable } from '../project/project.ts';
import type { TemplateCompiler } from './compiled-project.ts';
import type { SourceFreshness, WrittenSql } from './freshness.ts';
import { readStatement } from './sql-statement.ts';

interface Compiled {
  readonly freshness: SourceFreshness | null;
  /** Unique ids of the macros that its texts use. */
  readonly macros: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Settles how the freshness of a source table is told. */
export function compileFreshness(table: SourceTable, uniqueId: string, compiler: TemplateCompiler): Compiled {
  const { freshness } = table;
  if (freshness === undefined) return { freshness: null, macros: [], diagnostics: [] };
  const { warnAfter, errorAfter, at } = freshness;
  const texts = new Texts(table, compiler);
  const filter = texts.compile('freshness filter', freshness.filter);
  const query = texts.compile('loaded_at_query', freshness.loadedAtQuery);
  const field = texts.compile('loaded_at_field', freshness.loadedAtField);
  const { macros, diagnostics: found } = texts;
  if (hasErrors(found)) return { freshness: null, macros, diagnostics: found };
  const settled = {
    warnAfter: warnAfter ?? null,
    errorAfter: errorAfter ?? null,
    filter: filter ?? null,
    at,
  };
  if (query !== undefined) {
    const own = query.sql.includes(renderRelation({ schema: table.source, name: table.name }))
      ? [uniqueId]
      : [];
    const reads = [...new Set([...texts.references, ...own])].sort();
    const loadedAt = { kind: 'query', ...query } as const;
    return { freshness: { ...settled, loadedAt, reads, sql: query.sql }, macros, diagnostics: found };
  }
  if (field !== undefined) {
    const plain = { ...field, sql: fieldSql(field.sql, table) };
    const loadedAt = { kind: 'field', ...plain } as const;
    const sql = maximumSql(table, plain.sql, filter?.sql);
    return { freshness: { ...settled, loadedAt, reads: [uniqueId], sql }, macros, diagnostics: found };
  }
  const loadedAt = { kind: 'files' } as const;
  return {
    freshness: { ...settled, loadedAt, reads: [], sql: null },
    macros,
    diagnostics: filter === undefined ? [] : [idleFilter(table, filter)],
  };
}

/** The greatest value of a field. Line ends keep comments of the user from swallowing what follows. */
export function maximumSql(
  { source, name }: Pick<SourceTable, 'source' | 'name'>,
  field: string,
  filter?: string,
) {
  const where = filter === undefined ? '' : ` where (\n${filter}\n)`;
  return `select max(\n${field}\n) as loaded_at from ${renderRelation({ schema: source, name })}${where}`;
}

/** The name of a column may be anything, as long as it is the whole text. */
function fieldSql(text: string, { columns }: SourceTable): string {
  return columns.some(({ name }) => name === text) ? quoteIdentifier(text) : text;
}

class Texts {
  readonly diagnostics: Diagnostic[] = [];
  readonly references: string[] = [];
  readonly macros: string[] = [];
  readonly #table: SourceTable;
  readonly #compiler: TemplateCompiler;

  constructor(table: SourceTable, compiler: TemplateCompiler) {
    this.#table = table;
    this.#compiler = compiler;
  }

  /** Positions inside of the text are none of the properties file. */
  compile(key: string, declared: DeclaredText | undefined): WrittenSql | undefined {
    if (declared === undefined) return undefined;
    const { source, name } = this.#table;
    const { text, at } = declared;
    const relation = { schema: source, name };
    const compiled = this.#compiler.compile({ path: at.file, text }, relation);
    this.diagnostics.push(...compiled.diagnostics.map(diagnostic => ({ ...diagnostic, at })));
    this.references.push(...compiled.dependsOn);
    this.macros.push(...compiled.macros);
    const what = `The ${key} of ${source}.${name}`;
    const model = compiled.dependsOn.find(id => !id.startsWith('source.'));
    if (model !== undefined) {
      const hint = 'Freshness is about raw files: name sources only.';
      this.#refuse(`${what} reads ${model.split('.').at(-1)}, which is no source.`, at, hint);
    }
    const statement = readStatement(compiled.sql);
    if (!hasErrors(compiled.diagnostics) && statement.empty)
      this.#refuse(`${what} is empty.`, at, `Write SQL, or leave the key out.`);
    if (statement.second !== undefined)
      this.#refuse(`${what} holds more than one statement.`, at, 'Keep one of them.');
    return { text, sql: statement.text.trim(), at };
  }

  #refuse(message: string, at: DeclaredText['at'], hint: string): void {
    this.diagnostics.push(errorDiagnostic('bad-property', message, { at, hint }));
  }
}

function idleFilter({ source, name }: SourceTable, { at }: WrittenSql): Diagnostic {
  const message = `The freshness filter of ${source}.${name} has no effect: the times of its files are not rows.`;
  return warning('bad-property', message, { at, hint: 'Add loaded_at_field, or leave the filter out.' });
}
