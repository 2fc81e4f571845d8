import { bindDiagnostic } from '../check/bind-diagnostic.ts';
import type { PortableQuery } from '../check/checked-project.ts';
import type { SchemaReader } from '../check/schema-reader.ts';
import type { CompiledModel, CompiledTest, TableNode } from '../compile/node.ts';
import type { RuleLevel } from '../config/rules.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { NotPortable } from '../engines/spark/not-portable.ts';
import { verdictSql } from '../testing/verdict-sql.ts';
import { sparkSql } from './spark-sql.ts';

export interface PortabilityInput {
  readonly nodes: readonly TableNode[];
  readonly tests: readonly CompiledTest[];
  /** Holds every table of the project, empty. */
  readonly reader: SchemaReader;
  readonly level: RuleLevel;
}

export interface Portability {
  readonly diagnostics: readonly Diagnostic[];
  /** In Spark SQL, by unique id, what has a form there. */
  readonly queries: Readonly<Record<string, PortableQuery>>;
}

type Query = CompiledModel | CompiledTest;

/** What of a sound project has no known form in Spark SQL with the same rows: of each query the first construct. */
export async function checkPortability(input: PortabilityInput): Promise<Portability> {
  const { nodes, tests, reader, level } = input;
  if (level === 'off') return { diagnostics: [], queries: {} };
  const models = nodes.filter(node => node.resourceType === 'model');
  const queries = [...models, ...tests];
  const texts = [...new Set(queries.flatMap(textsOf))];
  const translated = await sparkSql(texts, reader);
  const byText = new Map(texts.map((text, index) => [text, translated[index]!]));
  const found: Diagnostic[] = [];
  const portable: Record<string, PortableQuery> = {};
  for (const query of queries) {
    try {
      portable[query.uniqueId] = portableQuery(query, byText);
    } catch (error) {
      if (!(error instanceof NotPortable)) throw error;
      found.push(asDiagnostic(error, query, level));
    }
  }
  return { diagnostics: found, queries: portable };
}

/** All are taken apart at once: each call of DuckDB costs more than the parsing. */
function textsOf(query: Query): readonly string[] {
  if (query.resourceType === 'model') return [query.sql];
  return [query.sql, verdictSql(query), ...(query.showing.sql === undefined ? [] : [query.showing.sql])];
}

function portableQuery(query: Query, byText: ReadonlyMap<string, string | NotPortable>): PortableQuery {
  const translated = (text: string) => {
    const found = byText.get(text)!;
    if (found instanceof NotPortable) throw found;
    return found;
  };
  const sql = translated(query.sql);
  if (query.resourceType === 'model') return { sql };
  const verdict = byText.get(verdictSql(query))!;
  // What is wrong with how rows are judged stands nowhere in the query.
  if (verdict instanceof NotPortable) throw new NotPortable(verdict.message, {}, verdict.hint);
  const { showing } = query;
  return { sql, verdict, showing: showing.sql === undefined ? sql : translated(showing.sql) };
}

function asDiagnostic(
  { message, hint, offset }: NotPortable,
  query: Query,
  severity: 'warn' | 'error',
): Diagnostic {
  const failure = { ok: false, code: 'not-portable', message, hint, offset, length: undefined } as const;
  return { ...bindDiagnostic(failure, query), severity };
}
