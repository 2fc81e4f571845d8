/**
 * What an input column does for an output column. The first five make its value: as it is, changed, aggregated, as what
 * chooses between values, and as what a window is cut and ordered by. The last four only decide which rows there are.
 */
export type Role = (typeof roles)[number];

export const roles = [
  ...(['identity', 'transformation', 'aggregation', 'condition', 'window'] as const),
  ...(['filter', 'join', 'group', 'order'] as const),
] as const;

/** A column of a common table expression or subquery on the way, and what it is computed by there. */
export interface Step {
  /** `plays.level`. */
  readonly name: string;
  readonly expression: string;
}

/** A column of a table outside of the query. */
export interface Origin {
  /** Unique id; empty when it cannot be told where a value comes from, and then `column` says why. */
  readonly table: string;
  readonly column: string;
  readonly role: Role;
  /** Nearest to the output first. */
  readonly through: readonly Step[];
}

/** By table, column and role, each once. */
export type Origins = ReadonlyMap<string, Origin>;

export const noOrigins: Origins = new Map();

export function originOf(table: string, column: string): Origins {
  return keyed([{ table, column, role: 'identity', through: [] }]);
}

/** Of a value that may come from anywhere. */
export function unknownOrigins(reason: string): Origins {
  return originOf('', reason);
}

export function union(...all: readonly Origins[]): Origins {
  const some = all.filter(({ size }) => size > 0);
  if (some.length < 2) return some[0] ?? noOrigins;
  const merged = new Map(some[0]);
  for (const origins of some.slice(1)) {
    for (const [key, origin] of origins) if (!merged.has(key)) merged.set(key, origin);
  }
  return merged;
}

/** The same columns, seen by what makes `role` of their value. */
export function as(role: Role, origins: Origins): Origins {
  if (role === 'identity' || origins.size === 0) return origins;
  return keyed([...origins.values()].map(origin => ({ ...origin, role: combine(role, origin.role) })));
}

/** The same columns, one step further away. */
export function through(step: Step, origins: Origins): Origins {
  return keyed([...origins.values()].map(origin => ({ ...origin, through: [step, ...origin.through] })));
}

/** Which rows there are is the same from every step. */
export function withoutSteps(origins: Origins): Origins {
  return keyed([...origins.values()].map(origin => ({ ...origin, through: [] })));
}

/** An aggregate of a sum is an aggregate; what filters a subquery goes on filtering, whatever is made of its result. */
function combine(outer: Role, inner: Role): Role {
  if (outer === 'transformation') return inner === 'identity' ? outer : inner;
  if (outer === 'aggregation') return inner === 'identity' || inner === 'transformation' ? outer : inner;
  return outer;
}

function keyed(origins: readonly Origin[]): Origins {
  const map = new Map<string, Origin>();
  for (const origin of origins) {
    const key = `${origin.table}\0${origin.column}\0${origin.role}`;
    if (!map.has(key)) map.set(key, origin);
  }
  return map;
}
