import * as fc from 'fast-check';

/** Chooses one of several; what shrinks goes to the first. */
type Choose = <T>(options: readonly T[]) => T;

interface Relation {
  readonly sql: string;
  readonly columns: readonly string[];
}

/** Tables of the queries; rows of `t` and `u` come from files. */
const tables: Readonly<Record<string, readonly string[]>> = {
  t: ['k', 'a', 'b'],
  u: ['k', 'b', 'c'],
  v: ['a', 'd'],
};

/**
 * Random queries with a column `p` to cut their rows by. Whether a row is there, and what it says, follows from the rows that were
 * joined and grouped for it alone, unless the query `filters`: then by others, by outer joins, windows and subqueries, too. So there is
 * nothing that is grouped of groups: where a row fewer makes another minimum, what that is compared with or grouped by finds other rows.
 */
export function fileQueries({ filters }: { readonly filters: boolean }): fc.Arbitrary<string> {
  return fc.gen().map(gen => {
    const choose: Choose = options => options[gen(fc.nat, { max: options.length - 1 })]!;
    return new QueryWriter(choose, filters).query(2).sql;
  });
}

class QueryWriter {
  readonly #choose: Choose;
  readonly #filters: boolean;
  readonly #ctes: { readonly name: string; readonly columns: readonly string[] }[] = [];

  constructor(choose: Choose, filters: boolean) {
    this.#choose = choose;
    this.#filters = filters;
  }

  /** @param isRead whether another query reads it */
  query(depth: number, isRead = false): Relation {
    const groups = this.#filters || !isRead ? ['group', 'all'] : [];
    const kinds = ['select', 'distinct', 'star', ...groups, ...(depth > 0 ? ['union', 'cte'] : [])];
    const kind = this.#choose([...kinds, ...(this.#filters ? ['window', 'top'] : [])]);
    if (kind === 'union') return this.#union(depth, isRead);
    if (kind === 'cte') return this.#cte(depth, isRead);
    const from = this.#from(depth);
    const where = this.#where(from.columns);
    const name = () => this.#choose(from.columns);
    const columns = ['p', 'x'];
    switch (kind) {
      case 'group': {
        const aggregate = this.#choose([
          `sum(${name()})`,
          'count(*)',
          `count(distinct ${name()})`,
          `max(${name()}) filter (where ${name()} > 1)`,
        ]);
        const having = this.#choose(['', '', ` having count(*) > 1`]);
        const by = this.#choose(['1', 'all']);
        return {
          sql: `select ${name()} as p, ${aggregate} as x from ${from.sql}${where} group by ${by}${having}`,
          columns,
        };
      }
      case 'distinct':
        return { sql: `select distinct ${name()} as p, ${name()} as x from ${from.sql}${where}`, columns };
      case 'star': {
        const distinct = this.#choose(['', 'distinct ']);
        return { sql: `select ${distinct}*, ${name()} as p from ${from.sql}${where}`, columns: ['p'] };
      }
      case 'all':
        return { sql: `select 1 as p, min(${name()}) as x from ${from.sql}${where}`, columns };
      case 'window': {
        const over = `over (partition by ${name()} order by ${from.columns.join(', ')})`;
        return { sql: `select ${name()} as p, rank() ${over} as x from ${from.sql}${where}`, columns };
      }
      case 'top':
        return {
          sql: `select ${name()} as p, ${name()} as x from ${from.sql}${where} order by ${from.columns.join(', ')} limit 3`,
          columns,
        };
      default:
        return { sql: `select ${name()} as p, ${name()} + 1 as x from ${from.sql}${where}`, columns };
    }
  }

  #union(depth: number, isRead: boolean): Relation {
    const [left, right] = [this.query(depth - 1, isRead), this.query(depth - 1, isRead)];
    const operator = this.#choose(['union all', 'union', 'union all by name', 'union by name']);
    const sides = [left, right].map(({ sql, columns }) => `select ${columns[0]} as p from (${sql})`);
    return { sql: sides.join(` ${operator} `), columns: ['p'] };
  }

  #cte(depth: number, isRead: boolean): Relation {
    const inner = this.query(depth - 1, true);
    const name = this.#choose(['t', 'q', 'v']);
    this.#ctes.push({ name, columns: inner.columns });
    const outer = this.query(depth - 1, isRead);
    this.#ctes.pop();
    return { sql: `with ${name} as (${inner.sql}) ${outer.sql}`, columns: outer.columns };
  }

  #from(depth: number): Relation {
    const left = this.#table(depth);
    const kind = this.#choose([
      'one',
      'one',
      ...(depth > 0 ? ['join', 'using', 'natural', 'comma', 'lateral'] : []),
    ]);
    if (kind === 'one') return left;
    const right = this.#table(depth - 1);
    const [x, y] = [this.#choose(left.columns), this.#choose(right.columns)];
    const columns = [...left.columns.map(name => `l.${name}`), ...right.columns.map(name => `r.${name}`)];
    const shared = left.columns.filter(name => right.columns.includes(name));
    const join = this.#choose(this.#filters ? ['join', 'left join', 'full join', 'right join'] : ['join']);
    switch (kind) {
      case 'using':
        if (shared.length === 0) return left;
        return { sql: `${left.sql} as l ${join} ${right.sql} as r using (${shared[0]})`, columns };
      case 'natural':
        return shared.length === 0
          ? left
          : { sql: `${left.sql} as l natural join ${right.sql} as r`, columns };
      case 'comma':
        return { sql: `${left.sql} as l, ${right.sql} as r`, columns };
      case 'lateral': {
        const inner = `(select i.* from ${right.sql} as i where i.${y} >= l.${x}) as r`;
        return { sql: `${left.sql} as l, ${inner}`, columns };
      }
      default:
        return { sql: `${left.sql} as l ${join} ${right.sql} as r on l.${x} = r.${y}`, columns };
    }
  }

  #table(depth: number): Relation {
    if (depth > 0 && this.#choose([false, true])) {
      const { sql, columns } = this.query(depth - 1, true);
      return { sql: `(${sql})`, columns };
    }
    const name = this.#choose([...Object.keys(tables), ...this.#ctes.map(cte => cte.name)]);
    const columns = this.#ctes.findLast(cte => cte.name === name)?.columns ?? tables[name]!;
    return { sql: name, columns };
  }

  #where(columns: readonly string[]): string {
    const [x, y] = [this.#choose(columns), this.#choose(columns)];
    const plain = ['', '', ` where ${x} > 1`, ` where ${x} <> ${y}`];
    const names = [...Object.keys(tables), ...this.#ctes.map(cte => cte.name)];
    const inner = this.#choose(names);
    const value = (this.#ctes.findLast(cte => cte.name === inner)?.columns ?? tables[inner]!)[0];
    const filtered = [
      ` where exists (select * from ${inner} as i where i.${value} = ${x})`,
      ` where ${x} in (select ${value} from ${inner})`,
    ];
    return this.#choose(this.#filters ? [...plain, ...filtered] : plain);
  }
}
