import { typeFamily } from '../../columns/type-family.ts';
import { conjuncts, joinsOf, leavesOf, type Query, selectsOf } from '../../syntax/query.ts';
import { ownerOf, type QueryColumns, type ScopeTable, typeOf } from '../../syntax/query-columns.ts';
import { locationOf, nodeIn, type SyntaxNode, textsIn } from '../../syntax/syntax-node.ts';
import { queryFinding } from './query-finding.ts';
import type { Warning } from './warning.ts';

interface Clash {
  readonly name: string;
  readonly types: readonly [string, string];
  readonly offset: number | undefined;
}

/** Keys of two kinds are cast for each row: slower, and text that is no number ends the build. */
export const joinKeyCast: Warning = {
  needsSyntax: true,
  find: ({ parsed, queryColumns }) =>
    parsed.flatMap(({ model, query }) =>
      [...selectsOf(query.node)]
        .flatMap(select => clashes(select, queryColumns))
        .map(({ name, types: [left, right], offset }) => {
          const message = `The join key "${name}" is ${left} on one side and ${right} on the other.`;
          const hint = 'Give both one type where the columns are made, or cast one of them here.';
          return queryFinding(model, message, { hint, offset });
        }),
    ),
};

function clashes(select: Query, columns: QueryColumns): readonly Clash[] {
  const from = nodeIn(select.node, 'from_table');
  const joins = joinsOf(from);
  if (joins.length === 0) return [];
  const tables = columns.tablesOf(select);
  const leaves = leavesOf(from);
  const conditions = [
    ...joins.map(join => nodeIn(join, 'condition')),
    nodeIn(select.node, 'where_clause'),
  ].flatMap(conjuncts);
  return [
    ...conditions.flatMap(condition => comparedTypes(condition, tables)),
    ...joins.flatMap(join => {
      const [left, right] = (['left', 'right'] as const).map(side =>
        leavesOf(nodeIn(join, side)).map(leaf => tables[leaves.indexOf(leaf)]!),
      );
      return textsIn(join, 'using_columns').flatMap(name =>
        clash(name, typeIn(left!, name), typeIn(right!, name), locationOf(join)),
      );
    }),
  ];
}

const EQUALITIES: readonly unknown[] = ['COMPARE_EQUAL', 'COMPARE_NOT_DISTINCT_FROM'];

function comparedTypes(condition: SyntaxNode, tables: readonly ScopeTable[]): readonly Clash[] {
  const left = nodeIn(condition, 'left');
  const right = nodeIn(condition, 'right');
  if (!EQUALITIES.includes(condition.type) || left === undefined || right === undefined) return [];
  const owners = [left, right].map(side => ownerOf(nodeIn(side, 'child') ?? side, tables));
  // A key compares two tables; anything else is a filter.
  if (owners.includes(undefined) || owners[0] === owners[1]) return [];
  const key = left.class === 'COLUMN_REF' ? left : right;
  const name = textsIn(key, 'column_names').join('.');
  return clash(name, typeOf(left, tables), typeOf(right, tables), locationOf(left));
}

function typeIn(tables: readonly ScopeTable[], name: string): string | undefined {
  const found = tables.map(({ columns }) => columns?.find(column => column.name === name.toLowerCase()));
  return found.find(column => column !== undefined)?.type;
}

function clash(
  name: string,
  left: string | undefined,
  right: string | undefined,
  offset: number | undefined,
): readonly Clash[] {
  if (left === undefined || right === undefined) return [];
  const families = [typeFamily(left), typeFamily(right)];
  return families.includes(undefined) || families[0] === families[1]
    ? []
    : [{ name, types: [left, right], offset }];
}
