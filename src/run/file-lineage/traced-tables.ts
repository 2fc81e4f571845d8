import { filesColumn, UntoldError } from '../../check/lineage/carried-files/carried-files.ts';
import type { CarriedTables } from '../../check/lineage/carried-files/carried-tables.ts';
import { renameTables } from '../../check/lineage/carried-files/rename-tables.ts';
import type { SchemaReader } from '../../check/schema-reader.ts';
import { quoteIdentifier } from '../../columns/quote.ts';
import { type Relation, renderRelation, tracedRelation } from '../../columns/relation.ts';
import { isQuery, type TableNode } from '../../compile/node.ts';
import { tableLabel } from '../../compile/table-label.ts';
import type { Session } from '../../engines/session.ts';
import type { Release } from '../../release/documents.ts';
import type { OpenedLake } from '../../release/open-project-lake.ts';
import { allNodes, type SyntaxNode, textIn } from '../../syntax/syntax-node.ts';
import { bindReleased } from '../bind-released.ts';
import { tableToRead } from '../table-to-read.ts';

export interface TracedInput {
  readonly session: Session;
  /** Writes trees as queries. */
  readonly reader: Pick<SchemaReader, 'renderTrees'>;
  readonly lake: OpenedLake;
  readonly release: Release;
}

/** Gives the tables that are asked for files their rows, under names of their own: as the release holds them, or by their queries. */
export class TracedTables {
  readonly #input: TracedInput;
  readonly #trees: (node: TableNode) => SyntaxNode | undefined;
  readonly #bound = new Map<string, Promise<void>>();

  constructor(input: TracedInput, trees: (node: TableNode) => SyntaxNode | undefined) {
    this.#input = input;
    this.#trees = trees;
  }

  /** Makes a table with its files ready to be asked. Throws UntoldError where it is not to be had without source files. */
  async bindFiles(node: TableNode, tables: CarriedTables): Promise<void> {
    const relation = tracedRelation(node.relation, tables.source.uniqueId);
    return this.#once(relation, async () => {
      const found = tables.filesOf(node);
      if (found.kind === 'kept') {
        await this.#bindRows(node, tables);
        await this.#input.session.createView(relation, keptSql(node, found.column));
      } else if (found.kind === 'carried') {
        await this.#input.session.createView(relation, await this.#sqlOf(node, found.tree, tables));
      }
    });
  }

  /** Makes the rows of a published table ready to be asked, as the release holds them; gives their relation. */
  async bindReleased(node: TableNode, tables: CarriedTables): Promise<Relation> {
    await this.#bindRows(node, tables);
    return tracedRelation(node.relation);
  }

  #bindRows(node: TableNode, tables: CarriedTables): Promise<void> {
    const as = tracedRelation(node.relation);
    return this.#once(as, async () => {
      const { session, lake, release: base } = this.#input;
      if (node.resourceType !== 'source' && tableToRead(node, { base, kept: [] }) !== undefined) {
        const shared = { ...lake, session, samplings: new Map(), readers: 1 };
        await bindReleased({ ...shared, base, kept: [], node, as });
      } else if (node.resourceType === 'seed') {
        await session.loadSeed({ ...node, relation: as });
      } else if (isQuery(node)) {
        const why = tables.whyNotRows(node);
        if (why !== undefined)
          throw new UntoldError(why, `Publish ${tableLabel(node)}: a release then holds its rows.`);
        await session.createView(as, await this.#sqlOf(node, this.#trees(node), tables));
      } else {
        throw new UntoldError(
          `Rows of ${tableLabel(node)} are needed, too, which are in no release, and source files are not read again.`,
          `Publish a model that reads ${tableLabel(node)}, and read that.`,
        );
      }
    });
  }

  /** A query over the traced tables, which are bound. */
  async #sqlOf(node: TableNode, tree: SyntaxNode | undefined, tables: CarriedTables): Promise<string> {
    const rows = new Set<TableNode>();
    const renamed =
      tree &&
      renameTables(tree, (schema, name) => {
        const table = tables.named(schema, name);
        if (table !== undefined) rows.add(table);
        return table && tracedRelation(table.relation);
      });
    for (const table of rows) await this.#bindRows(table, tables);
    for (const table of withFiles(renamed, tables)) await this.bindFiles(table, tables);
    const [sql] = renamed === undefined ? [] : await this.#input.reader.renderTrees([renamed]);
    if (sql === undefined) throw new UntoldError(`The query of ${tableLabel(node)} cannot be taken apart.`);
    return sql;
  }

  #once(relation: Relation, bind: () => Promise<void>): Promise<void> {
    const name = renderRelation(relation);
    const known = this.#bound.get(name) ?? bind();
    this.#bound.set(name, known);
    return known;
  }
}

/** The tables that a query reads with their files. */
function withFiles(tree: SyntaxNode | undefined, tables: CarriedTables): readonly TableNode[] {
  const named = new Set(
    allNodes(tree)
      .filter(({ type }) => type === 'BASE_TABLE')
      .map(table => `${textIn(table, 'schema_name')}.${textIn(table, 'table_name')}`),
  );
  return tables.nodes.filter(({ relation }) => {
    const { schema, name } = tracedRelation(relation, tables.source.uniqueId);
    return named.has(`${schema}.${name}`);
  });
}

function keptSql({ relation }: TableNode, name: string): string {
  const column = quoteIdentifier(name);
  const files = `CASE WHEN ${column} IS NULL THEN []::VARCHAR[] ELSE [${column}::VARCHAR] END`;
  return `SELECT *, ${files} AS ${quoteIdentifier(filesColumn)} FROM ${renderRelation(tracedRelation(relation))}`;
}
