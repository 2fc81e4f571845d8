import { nameOf } from '../../../syntax/query.ts';
import { allNodes, nodeIn, type SyntaxNode, textIn, textsIn } from '../../../syntax/syntax-node.ts';
import { filesColumn, type OuterFiles, UntoldError } from './carried-files.ts';
import type { CarriedScope, Carrier, CteFiles } from './carrier.ts';
import { withFilesAs } from './query-nodes.ts';

/** A table of FROM that carries files. */
export interface CarriedTable {
  /** What the rest of the SELECT calls it, in lower case. */
  readonly name: string;
  /** What its column of files is called there. */
  readonly column: string;
}

export interface CarriedFrom {
  readonly from: SyntaxNode;
  readonly tables: readonly CarriedTable[];
}

/** The tables of a SELECT, those that come from files with a column of them behind their own. */
export function carryFrom(from: SyntaxNode, scope: CarriedScope, carrier: Carrier): CarriedFrom {
  switch (from.type) {
    case 'JOIN':
      return carryJoin(from, scope, carrier);
    case 'BASE_TABLE':
      return carryTable(from, scope, carrier);
    case 'SUBQUERY': {
      const query = carrier.query(nodeIn(nodeIn(from, 'subquery') ?? {}, 'node') ?? {}, scope);
      return query === undefined
        ? plain(from)
        : carried(from, { type: 'SUBQUERY', subquery: { node: query } }, carrier);
    }
    case undefined:
    case 'EMPTY':
    case 'EXPRESSION_LIST':
    case 'TABLE_FUNCTION':
      // Their subqueries are looked at with the SELECT.
      return plain(from);
    default:
      refuseFiles(from, scope, carrier);
      return plain(from);
  }
}

function carryJoin(from: SyntaxNode, scope: CarriedScope, carrier: Carrier): CarriedFrom {
  const left = carryFrom(nodeIn(from, 'left') ?? {}, scope, carrier);
  // The right side of these only filters.
  const isHalf = from.join_type === 'SEMI' || from.join_type === 'ANTI';
  const right = isHalf
    ? plain(nodeIn(from, 'right') ?? {})
    : carryFrom(nodeIn(from, 'right') ?? {}, scope, carrier);
  return {
    from: { ...from, left: left.from, right: right.from },
    tables: [...left.tables, ...right.tables],
  };
}

function carryTable(from: SyntaxNode, scope: CarriedScope, carrier: Carrier): CarriedFrom {
  const found = filesOf(from, scope, carrier);
  if (found?.kind === 'untold') throw new UntoldError(found.why, found.hint);
  if (found?.kind !== 'carried') return plain(from);
  const table =
    'relation' in found
      ? { type: 'BASE_TABLE', schema_name: found.relation.schema, table_name: found.relation.name }
      : { type: 'BASE_TABLE', table_name: found.name };
  return carried(from, table, carrier);
}

function filesOf(
  table: SyntaxNode,
  { files }: CarriedScope,
  carrier: Carrier,
): CteFiles | OuterFiles | undefined {
  const [schema, name] = [textIn(table, 'schema_name'), textIn(table, 'table_name')];
  const cte = schema === '' ? files.get(name.toLowerCase()) : undefined;
  return cte ?? carrier.table(schema, name);
}

function carried(from: SyntaxNode, inner: SyntaxNode, carrier: Carrier): CarriedFrom {
  const column = carrier.unique(filesColumn);
  const alias = textIn(from, 'alias') || textIn(from, 'table_name');
  const table = withFilesAs(column, inner, alias, textsIn(from, 'column_name_alias'));
  return { from: table, tables: [{ name: nameOf(from), column }] };
}

function plain(from: SyntaxNode): CarriedFrom {
  return { from, tables: [] };
}

/** A PIVOT, or whatever else is not known, may stay as it is when no files are in it. */
function refuseFiles(from: SyntaxNode, scope: CarriedScope, carrier: Carrier): void {
  if (readsFiles(from, scope, carrier))
    throw new UntoldError(`It has a ${String(from.type).toUpperCase()} in FROM.`);
}

/** Whether anything in a part of a query reads what comes from files, or may. */
export function readsFiles(part: SyntaxNode, scope: CarriedScope, carrier: Carrier): boolean {
  const tables = allNodes(part).filter(({ type }) => type === 'BASE_TABLE');
  return tables.some(table => {
    const found = filesOf(table, scope, carrier);
    return found !== undefined && found.kind !== 'none';
  });
}
