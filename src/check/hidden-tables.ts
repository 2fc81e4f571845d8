import { MODEL_SCHEMA } from '../columns/relation.ts';
import type { CompiledTest, QueryNode, TableNode } from '../compile/node.ts';
import { closestName } from '../diagnostics/closest.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type BindFailure, bindDiagnostic } from './bind-diagnostic.ts';
import type { NamedTable, SchemaReader } from './schema-reader.ts';

const dottedName = /^(?:"[^"]*"|[\w$]+)(?:\.(?:"[^"]*"|[\w$]+))*/;

/**
 * Finds tables that a query names directly instead of by ref() or source(). They would bind, but the graph would not
 * know of them, and their reader could run first.
 */
export class HiddenTables {
  readonly #byName = new Map<string, readonly TableNode[]>();
  readonly #oddNames: readonly string[];
  readonly #reader: SchemaReader;

  constructor(nodes: readonly TableNode[], reader: SchemaReader) {
    for (const node of nodes) {
      const name = node.relation.name.toLowerCase();
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), node]);
    }
    this.#oddNames = [...this.#byName.keys()].filter(name => !/^\w+$/.test(name));
    this.#reader = reader;
  }

  /** An `unknown-relation` for each. */
  async check(node: QueryNode | CompiledTest): Promise<readonly Diagnostic[]> {
    // Its own table a query reads where it asks for what is new.
    const reads = new Set([...node.dependsOn, node.uniqueId]);
    if (!this.#mentionsOther(node, reads)) return [];
    const tables = await this.#reader.tablesIn(node.sql);
    return tables.flatMap(table => {
      const hidden = this.#find(table);
      return hidden === undefined || reads.has(hidden.uniqueId) ? [] : [hiddenTable(table, hidden, node)];
    });
  }

  /** How a table is named whose name is nearly that of one that does not exist; undefined when there is none. */
  nearest({ offset }: BindFailure, { sql, file }: Pick<QueryNode, 'sql' | 'file'>): string | undefined {
    const [written = ''] = offset === undefined ? [] : (dottedName.exec(sql.slice(offset)) ?? []);
    const wanted = written.replaceAll('"', '').split('.').at(-1)!.toLowerCase();
    const name = closestName(wanted, [...this.#byName.keys()]);
    const meant = name === undefined ? undefined : this.#byName.get(name)?.[0];
    return meant && `Did you mean ${insteadOf(meant, file)}?`;
  }

  /** Parsing a query again costs as much as binding it, so that only those are parsed that hold such a name at all. */
  #mentionsOther(node: QueryNode | CompiledTest, reads: ReadonlySet<string>): boolean {
    const text = node.sql.toLowerCase();
    const isOther = (name: string) =>
      this.#byName.get(name)?.some(({ uniqueId }) => !reads.has(uniqueId)) ?? false;
    return (
      (text.match(/\w+/g) ?? []).some(isOther) ||
      this.#oddNames.some(name => text.includes(name) && isOther(name))
    );
  }

  #find({ schema, name }: NamedTable): TableNode | undefined {
    const wanted = (schema === '' ? MODEL_SCHEMA : schema).toLowerCase();
    return this.#byName
      .get(name.toLowerCase())
      ?.find(({ relation }) => relation.schema.toLowerCase() === wanted);
  }
}

function inTemplate(hidden: TableNode): string {
  return hidden.resourceType === 'source'
    ? `{{ source('${hidden.source}', '${hidden.name}') }}`
    : `{{ ref('${hidden.name}') }}`;
}

function inTypeScript(hidden: TableNode): string {
  const name = hidden.resourceType === 'source' ? `${hidden.source}.${hidden.name}` : hidden.name;
  return `\${sql.table('${name}')} in the template`;
}

function insteadOf(hidden: TableNode, file: string): string {
  return file.endsWith('.ts') ? inTypeScript(hidden) : inTemplate(hidden);
}

function hiddenTable(table: NamedTable, hidden: TableNode, node: QueryNode | CompiledTest): Diagnostic {
  const written = table.schema === '' ? table.name : `${table.schema}.${table.name}`;
  return bindDiagnostic(
    {
      ok: false,
      code: 'unknown-relation',
      message: `The table "${written}" is named directly, so its reader may run before it is built.`,
      hint: `Write ${insteadOf(hidden, node.file)}.`,
      offset: table.offset,
      length: undefined,
    },
    node,
  );
}
