import type { ColumnRef, LineageInput } from '../../check/lineage/lineage.ts';
import { byColumn, columnKey, type LineageIndex } from '../../check/lineage/lineage-index.ts';
import type { Role } from '../../check/lineage/origin.ts';
import type { Colors } from '../colors.ts';

/** What a person calls a table, by unique id. */
export type NameOf = (table: string) => string;

interface Branch {
  /** Two columns of the same step of one parent are one branch. */
  readonly name: string;
  readonly expression: string;
  readonly roles: readonly Role[];
  readonly ref: ColumnRef | undefined;
  readonly branches: Branch[];
}

const longest = 100;

/** Columns of one table and what their values come from, as trees down to the sources; then what decides its rows. */
export function renderLineage(
  table: string,
  columns: readonly ColumnRef[],
  index: LineageIndex,
  nameOf: NameOf,
  colors: Colors,
): string {
  const trees = columns.map(ref => columnLines(ref, [], index, nameOf, colors, new Set()));
  return [...trees.flat(), ...rowLines(table, index, nameOf, colors)].map(line => `${line}\n`).join('');
}

function columnLines(
  ref: ColumnRef,
  roles: readonly Role[],
  index: LineageIndex,
  nameOf: NameOf,
  colors: Colors,
  seen: Set<string>,
): readonly string[] {
  const lineage = index.column(ref);
  const name = `${nameOf(ref.table)}.${ref.column}`;
  const isKnown = seen.has(columnKey(ref));
  seen.add(columnKey(ref));
  const { expression = '', inputs = [], unknown } = lineage ?? {};
  const text = line(name, expression, roles, colors);
  if (unknown !== undefined) return [`${text}${colors.warn(`  unknown: ${unknown}`)}`];
  if (isKnown && inputs.length > 0) return [`${text}${colors.faint('  (see above)')}`];
  const branches = branchesOf(inputs);
  return [text, ...branchLines(branches, index, nameOf, colors, seen)];
}

function branchLines(
  branches: readonly Branch[],
  index: LineageIndex,
  nameOf: NameOf,
  colors: Colors,
  seen: Set<string>,
): readonly string[] {
  return branches.flatMap((branch, at) => {
    const isLast = at === branches.length - 1;
    const lines =
      branch.ref === undefined
        ? [
            line(branch.name, branch.expression, [], colors),
            ...branchLines(branch.branches, index, nameOf, colors, seen),
          ]
        : columnLines(branch.ref, branch.roles, index, nameOf, colors, seen);
    return lines.map((text, row) => {
      const edge = row === 0 ? (isLast ? '└─ ' : '├─ ') : isLast ? '   ' : '│  ';
      return `${colors.faint(edge)}${text}`;
    });
  });
}

/** Inputs by their steps: what comes through the same common table expression hangs on one branch. */
function branchesOf(inputs: readonly LineageInput[]): readonly Branch[] {
  const root: Branch[] = [];
  for (const { through } of byPath(inputs)) {
    let branches = root;
    for (const { name, expression } of through) {
      let branch = branches.find(each => each.ref === undefined && each.name === name);
      if (branch === undefined) {
        branch = { name, expression, roles: [], ref: undefined, branches: [] };
        branches.push(branch);
      }
      branches = branch.branches;
    }
    for (const { table, column, roles } of byColumn(
      inputs.filter(input => pathOf(input) === pathOf({ through })),
    )) {
      branches.push({ name: '', expression: '', roles, ref: { table, column }, branches: [] });
    }
  }
  return root;
}

/** One input for each path. */
function byPath(inputs: readonly LineageInput[]): readonly LineageInput[] {
  return [...new Map(inputs.map(input => [pathOf(input), input])).values()];
}

function pathOf({ through }: Pick<LineageInput, 'through'>): string {
  return through.map(({ name }) => name).join('\0');
}

function line(name: string, expression: string, roles: readonly Role[], colors: Colors): string {
  const said = roles.filter(role => role !== 'identity' && role !== 'transformation');
  const short = expression.length > longest ? `${expression.slice(0, longest - 1)}…` : expression;
  return `${name}${short === '' ? '' : colors.faint(`  ${short}`)}${said.length === 0 ? '' : `  [${said.join(', ')}]`}`;
}

/** What decides which rows the table of a column has, a line for each role. */
function rowLines(table: string, index: LineageIndex, nameOf: NameOf, colors: Colors): readonly string[] {
  const model = index.model(table);
  if (model === undefined) return [];
  if (model.rowsUnknown !== undefined)
    return ['', colors.warn(`What decides its rows is unknown: ${model.rowsUnknown}`)];
  const roles = [...new Set(model.rows.map(({ role }) => role))];
  const lines = roles.map(role => {
    const columns = model.rows
      .filter(input => input.role === role)
      .map(({ table, column }) => `${nameOf(table)}.${column}`);
    return `  ${role.padEnd(6)}  ${columns.join(', ')}`;
  });
  return lines.length === 0 ? [] : ['', `Which rows ${nameOf(table)} has is decided by`, ...lines];
}
