import { enter } from '../../../syntax/query.ts';
import { allNodes, listIn, nodeIn, type SyntaxNode, textIn } from '../../../syntax/syntax-node.ts';
import { UntoldError } from './carried-files.ts';
import type { CarriedScope, Carrier, CteFiles } from './carrier.ts';
import { carrySelect } from './carry-select.ts';
import { carrySetOperation } from './carry-set-operation.ts';

/** A query or a part of one, with the common table expressions that it needs. */
export function carryQuery(node: SyntaxNode, outer: CarriedScope, carrier: Carrier): SyntaxNode | undefined {
  const { scope, entries } = withCtes(node, outer, carrier);
  const body = carryBody(node, scope, carrier);
  return body && { ...body, cte_map: { map: needed(entries, body) } };
}

function carryBody(node: SyntaxNode, scope: CarriedScope, carrier: Carrier): SyntaxNode | undefined {
  switch (node.type) {
    case 'SELECT_NODE':
      return carrySelect(node, scope, carrier);
    case 'SET_OPERATION_NODE':
      return carrySetOperation(node, scope, carrier);
    default:
      return refuseSides(node, scope, carrier);
  }
}

/** A recursion, whose rows come from files when one of its parts does. */
function refuseSides(node: SyntaxNode, scope: CarriedScope, carrier: Carrier): undefined {
  const name = textIn(node, 'cte_name').toLowerCase();
  const own: CarriedScope = { ...scope, files: new Map(scope.files).set(name, { kind: 'none' }) };
  const sides = [nodeIn(node, 'left'), nodeIn(node, 'right')];
  const isKnown = node.type === 'RECURSIVE_CTE_NODE' && !sides.includes(undefined);
  if (!isKnown || sides.some(side => carrier.query(side!, own) !== undefined))
    throw new UntoldError('It is a recursion.');
  return undefined;
}

interface Entered {
  readonly scope: CarriedScope;
  readonly entries: readonly SyntaxNode[];
}

/** Beside each common table expression that carries files stands the one that is written: subqueries of conditions read that. */
function withCtes(node: SyntaxNode, outer: CarriedScope, carrier: Carrier): Entered {
  const written = listIn(nodeIn(node, 'cte_map') ?? {}, 'map');
  const { ctes } = enter(node, outer.ctes);
  const files = new Map(outer.files);
  const entries = written.flatMap(entry => {
    const key = textIn(entry, 'key');
    const value = nodeIn(entry, 'value') ?? {};
    const query = nodeIn(nodeIn(value, 'query') ?? {}, 'node') ?? {};
    const scope = { files: new Map(files), ctes: ctes.get(key.toLowerCase())?.ctes ?? outer.ctes };
    const { found, carried } = carryCte(key, query, scope, carrier);
    files.set(key.toLowerCase(), found);
    if (found.kind !== 'carried') return [entry];
    // It stands first, since within it that name still means what it means outside.
    return [{ key: found.name, value: { ...value, query: { node: carried } } }, entry];
  });
  return { scope: { files, ctes }, entries };
}

/** What cannot be told of one matters only to whoever reads it. */
function carryCte(
  key: string,
  query: SyntaxNode,
  scope: CarriedScope,
  carrier: Carrier,
): { readonly found: CteFiles; readonly carried?: SyntaxNode } {
  try {
    const carried = carrier.query(query, scope);
    if (carried === undefined) return { found: { kind: 'none' } };
    return { found: { kind: 'carried', name: carrier.unique(`_sparkify_${key}`) }, carried };
  } catch (error) {
    if (error instanceof UntoldError) return { found: error.untold };
    throw error;
  }
}

/** Those that are read: DuckDB wants to find the tables of the others, too. */
function needed(entries: readonly SyntaxNode[], body: SyntaxNode): readonly SyntaxNode[] {
  const names = tableNames(body);
  const kept = entries.toReversed().filter(entry => {
    if (!names.has(textIn(entry, 'key').toLowerCase())) return false;
    for (const name of tableNames(entry)) names.add(name);
    return true;
  });
  return kept.toReversed();
}

function tableNames(tree: SyntaxNode): Set<string> {
  const tables = allNodes(tree).filter(
    table => table.type === 'BASE_TABLE' && textIn(table, 'schema_name') === '',
  );
  return new Set(tables.map(table => textIn(table, 'table_name').toLowerCase()));
}
