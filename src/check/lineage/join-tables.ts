import { type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import { as, type Origins, union, unknownOrigins } from './origin.ts';
import { columnByName, type FromTables, type StarColumn } from './scope.ts';

/** What two sides of a JOIN offer together. `condition` gives what ON compares, out of what both sides offer. */
export function joinTables(
  join: SyntaxNode,
  left: FromTables,
  right: FromTables,
  condition: (tables: FromTables) => Origins,
): FromTables {
  const kind = textIn(join, 'join_type');
  const shared = sharedNames(join, left, right);
  const pairs = shared.map(name => {
    const sides = [columnByName(left, name), columnByName(right, name)] as const;
    return { name, left: sides[0] ?? lost(name), right: sides[1] ?? lost(name) };
  });
  const merged = new Map([
    ...left.merged,
    ...right.merged,
    ...pairs.map(pair => [pair.name, mergedValue(kind, pair.left, pair.right)] as const),
  ]);
  const both: FromTables = {
    tables: [...left.tables, ...right.tables],
    star: [
      ...left.star.map(column => mergedColumn(column, shared, merged)),
      ...right.star.filter(isNot(shared)),
    ],
    merged,
    rows: union(left.rows, right.rows),
  };
  const keys = union(
    condition(both),
    ...pairs.flatMap(pair => [pair.left, pair.right]),
    natural(join, left, right),
  );
  const rows = union(both.rows, as('join', keys));
  return kind === 'SEMI' || kind === 'ANTI' ? { ...left, rows } : { ...both, rows };
}

/** The columns of USING, or those that NATURAL finds on both sides, in lower case. */
function sharedNames(join: SyntaxNode, left: FromTables, right: FromTables): readonly string[] {
  if (join.ref_type !== 'NATURAL') return textsIn(join, 'using_columns').map(name => name.toLowerCase());
  const names = new Set(right.star.map(({ name }) => name?.toLowerCase()));
  return [...new Set(left.star.flatMap(({ name }) => (name === undefined ? [] : name.toLowerCase())))].filter(
    name => names.has(name),
  );
}

/** A NATURAL JOIN of a table whose columns are not all known may compare anything. */
function natural(join: SyntaxNode, left: FromTables, right: FromTables): Origins {
  const isOpen = [...left.tables, ...right.tables].some(({ relation }) => relation.rest !== undefined);
  return join.ref_type === 'NATURAL' && isOpen
    ? unknownOrigins('a NATURAL JOIN of unknown columns')
    : new Map();
}

function mergedValue(kind: string, left: Origins, right: Origins): Origins {
  if (kind === 'RIGHT') return right;
  return kind === 'FULL' || kind === 'OUTER' ? as('transformation', union(left, right)) : left;
}

function mergedColumn(
  column: StarColumn,
  shared: readonly string[],
  merged: ReadonlyMap<string, Origins>,
): StarColumn {
  const name = column.name?.toLowerCase();
  return name !== undefined && shared.includes(name) ? { ...column, origins: merged.get(name)! } : column;
}

function isNot(shared: readonly string[]): (column: StarColumn) => boolean {
  return ({ name }) => name === undefined || !shared.includes(name.toLowerCase());
}

function lost(name: string): Origins {
  return unknownOrigins(`the name ${name}`);
}
