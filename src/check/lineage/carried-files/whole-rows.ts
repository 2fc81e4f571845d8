import { selectsOf } from '../../../syntax/query.ts';
import { isSyntaxNode, type SyntaxNode, textIn, textsIn } from '../../../syntax/syntax-node.ts';
import { UntoldError } from './carried-files.ts';
import type { CarriedScope, Carrier } from './carrier.ts';
import type { CarriedTable } from './carry-from.ts';

/**
 * `select t from t` takes all of a row as one value, which would have the files in it. A subquery can do so, too, in whatever
 * clause it stands. Throws UntoldError.
 */
export function refuseWholeRows(
  node: SyntaxNode,
  tables: readonly CarriedTable[],
  { ctes }: CarriedScope,
  { columns }: Carrier,
): void {
  const names = new Set(tables.map(({ name }) => name).filter(name => name !== ''));
  const own = columns.tablesOf({ node, ctes });
  // Its own common table expressions do not see its tables.
  for (const select of selectsOf({ ...node, cte_map: { map: [] } }, ctes)) {
    const isOwn = select.node.from_table === node.from_table;
    const inner = isOwn ? [] : columns.tablesOf(select);
    const known = [...own, ...inner];
    const isColumn = (name: string) =>
      known.some(table => table.columns?.some(column => column.name === name));
    const hides = (name: string) => inner.some(table => table.name === name);
    const whole = ownParts(select.node)
      .flatMap(part => wholeRowOf(part, isOwn))
      .find(name => names.has(name) && !hides(name) && !isColumn(name));
    if (whole !== undefined) throw new UntoldError(`It takes whole rows of ${whole} as one value.`);
  }
}

/** The name that may stand for a whole row. */
function wholeRowOf(part: SyntaxNode, isOwn: boolean): readonly string[] {
  const [name = '', ...more] = part.class === 'COLUMN_REF' ? textsIn(part, 'column_names') : [];
  if (name !== '' && more.length === 0) return [name.toLowerCase()];
  // Stars of the SELECT itself leave the files out.
  return part.type === 'STAR' && !isOwn ? [textIn(part, 'relation_name').toLowerCase()] : [];
}

/** All nodes of a SELECT but those of other ones in it. */
function ownParts(value: unknown): readonly SyntaxNode[] {
  if (Array.isArray(value)) return value.flatMap(ownParts);
  if (!isSyntaxNode(value)) return [];
  const below = Object.entries(value).filter(([key]) => key !== 'subquery' && key !== 'cte_map');
  return [value, ...below.flatMap(([, part]) => (typeof part === 'object' ? ownParts(part) : []))];
}
