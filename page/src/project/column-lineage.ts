import type { LineageInput } from '../data/artifacts.ts';
import type { PageProject } from './project.ts';

export interface ColumnRef {
  /** Unique id. */
  readonly node: string;
  readonly column: string;
}

/** A column and what computes it. */
export interface ColumnStep extends ColumnRef {
  /** Empty of a source or seed, whose columns come from outside. */
  readonly expression: string;
  readonly through: LineageInput['through'];
  readonly inputs: readonly (ColumnRef & { readonly roles: readonly string[] })[];
  readonly unknown: string | null;
  /** Steps from the column that was asked for; negative on the way to readers. */
  readonly distance: number;
}

export interface ColumnLineage {
  /** The column itself, what it comes from and what comes from it; what comes first stands first. */
  readonly steps: readonly ColumnStep[];
  /** Exposures that read a table with one of the columns. */
  readonly exposures: readonly { readonly id: string; readonly reads: readonly string[] }[];
}

/** Where a column comes from and what is made of it, over all tables. */
export function columnLineage(project: PageProject, asked: ColumnRef): ColumnLineage {
  const known = stepIndex(project);
  const readers = readerIndex(known);
  const up = reach(asked, ref => known.get(keyOf(ref))?.inputs ?? []);
  const down = reach(asked, ref => readers.get(keyOf(ref)) ?? []);
  const distances = new Map([...up, ...[...down].map(([key, distance]) => [key, -distance] as const)]);
  distances.set(keyOf(asked), 0);
  const steps = [...distances].map(([key, distance]) => ({ ...stepOf(key, known, project), distance }));
  const below = new Set([...down.keys(), keyOf(asked)].map(key => refOf(key).node));
  return { steps: steps.sort((a, b) => b.distance - a.distance), exposures: exposuresOf(below, project) };
}

type Known = ReadonlyMap<string, Omit<ColumnStep, 'distance'>>;

/** What lineage.json says, by column. */
function stepIndex({ lineage }: PageProject): Known {
  const found = new Map<string, Omit<ColumnStep, 'distance'>>();
  for (const [node, { columns }] of Object.entries(lineage?.models ?? {})) {
    for (const [column, { expression, inputs, unknown }] of Object.entries(columns)) {
      const through = [
        ...new Map(inputs.flatMap(input => input.through).map(each => [each.name, each])).values(),
      ];
      found.set(keyOf({ node, column }), {
        node,
        column,
        expression,
        unknown,
        through,
        inputs: joined(inputs),
      });
    }
  }
  return found;
}

/** Each column once, with all its roles. */
function joined(inputs: readonly LineageInput[]): ColumnStep['inputs'] {
  const groups = Map.groupBy(inputs, keyOf);
  return [...groups.values()].map(group => ({
    node: group[0]!.node,
    column: group[0]!.column,
    roles: [...new Set(group.map(({ role }) => role))],
  }));
}

function readerIndex(known: Known): ReadonlyMap<string, readonly ColumnRef[]> {
  const readers = new Map<string, ColumnRef[]>();
  for (const step of known.values()) {
    for (const input of step.inputs) {
      const list = readers.get(keyOf(input)) ?? [];
      list.push(step);
      readers.set(keyOf(input), list);
    }
  }
  return readers;
}

/** Columns that are reached, with their distance. */
function reach(from: ColumnRef, next: (ref: ColumnRef) => readonly ColumnRef[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  let layer: readonly ColumnRef[] = [from];
  for (let distance = 1; layer.length > 0; distance++) {
    const fresh = layer.flatMap(next).filter(ref => !found.has(keyOf(ref)) && keyOf(ref) !== keyOf(from));
    for (const ref of fresh) found.set(keyOf(ref), distance);
    layer = [...new Map(fresh.map(ref => [keyOf(ref), ref])).values()];
  }
  return found;
}

function stepOf(key: string, known: Known, { nodes }: PageProject): Omit<ColumnStep, 'distance'> {
  const step = known.get(key);
  if (step !== undefined) return step;
  const { node, column } = refOf(key);
  const name = nodes.get(node)?.columns.find(each => each.name.toLowerCase() === column)?.name ?? column;
  return { node, column: name, expression: '', through: [], inputs: [], unknown: null };
}

function exposuresOf(tables: ReadonlySet<string>, { nodes }: PageProject): ColumnLineage['exposures'] {
  return [...nodes.values()].flatMap(({ id, kind, parents }) => {
    const reads = parents.filter(parent => tables.has(parent));
    return kind === 'exposure' && reads.length > 0 ? [{ id, reads }] : [];
  });
}

/** Names of columns differ in more than their case. */
export function keyOf({ node, column }: ColumnRef): string {
  return `${node}\0${column.toLowerCase()}`;
}

function refOf(key: string): ColumnRef {
  const [node = '', column = ''] = key.split('\0');
  return { node, column };
}
