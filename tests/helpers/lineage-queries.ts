import * as fc from 'fast-check';

/** Chooses one of several; what shrinks goes to the first. */
type Choose = <T>(options: readonly T[]) => T;

interface Relation {
  readonly sql: string;
  readonly columns: readonly string[];
}

/** Tables of the queries: few names, so that inner ones hide outer ones and mean two things. */
export const lineageTables: Readonly<Record<string, readonly string[]>> = {
  t: ['k', 'a', 'b'],
  u: ['k', 'b', 'c'],
  v: ['a', 'd'],
};

/** Random queries over these tables, of most that DuckDB has. Some do not bind: a name may mean two things. */
export function lineageQueries(): fc.Arbitrary<string> {
  return fc.gen().map(gen => {
    const choose: Choose = options => options[gen(fc.nat, { max: options.length - 1 })]!;
    return new QueryWriter(choose).query(2).sql;
  });
}

class QueryWriter {
  readonly #choose: Choose;
  readonly #ctes: { name: string; columns: readonly string[] }[] = [];

  constructor(choose: Choose) {
    this.#choose = choose;
  }

  query(depth: number): Relation {
    const choose = this.#choose;
    const kind = choose([
      'select',
      'select',
      'select',
      'group',
      'union',
      'cte',
      'window',
      'recursive',
      'pivot',
      'star',
      'all',
    ]);
    if (depth > 0 && kind === 'union') return this.#union(depth);
    if (depth > 0 && kind === 'cte') return this.#cte(depth);
    if (depth > 0 && kind === 'recursive') return this.#recursive(depth);
    const from = this.#from(depth);
    const names = from.columns;
    const where = choose(['', '', ` where ${this.#condition(names, depth)}`]);
    switch (kind) {
      case 'group':
        return this.#grouped(from, where, depth);
      case 'all': {
        const [key, value] = [choose(names), choose(names)];
        return {
          sql: `select ${key} as a, sum(${value}) as b from ${from.sql}${where} group by all`,
          columns: ['a', 'b'],
        };
      }
      case 'window': {
        const [by, order] = [choose(names), choose(names)];
        // Of rows that are equal in order none comes first: only what does not ask for one has one answer.
        const call = choose([`rank()`, `sum(${choose(names)})`, `max(${choose(names)})`, `count(*)`]);
        const over = `over (partition by ${by} order by ${order})`;
        const qualify = choose([
          '',
          ` qualify rank() over (partition by ${choose(names)} order by ${choose(names)}) = 1`,
        ]);
        return {
          sql: `select ${choose(names)} as a, ${call} ${over} as b from ${from.sql}${where}${qualify}`,
          columns: ['a', 'b'],
        };
      }
      case 'pivot': {
        const [key, on, value] = [choose(names), choose(names), choose(names)];
        const inner = `(select ${key} as k, ${on} as o, ${value} as x from ${from.sql}${where})`;
        return { sql: `from ${inner} pivot (sum(x) for o in (1, 2) group by k)`, columns: ['k'] };
      }
      case 'star': {
        const extra = this.#expression(names, depth);
        const star = choose([
          '*',
          `* exclude (${choose(names)})`,
          `* replace (${extra} as ${choose(names)})`,
          `columns('[abk]')`,
        ]);
        return { sql: `select ${star} from ${from.sql}${where}`, columns: names };
      }
      default:
        return this.#selected(from, where, depth);
    }
  }

  #selected(from: Relation, where: string, depth: number): Relation {
    const choose = this.#choose;
    const first = this.#expression(from.columns, depth);
    const [one, two] = choose([
      ['a', 'b'],
      ['k', 'c'],
      ['b', 'k'],
      ['z', 'a'],
    ]);
    const second = this.#expression([...from.columns, one!], depth);
    const distinct = choose(['', '', 'distinct ', `distinct on (${choose(from.columns)}) `]);
    const order = distinct.includes('on') ? ` order by ${from.columns.join(', ')}` : '';
    return {
      sql: `select ${distinct}${first} as ${one}, ${second} as ${two} from ${from.sql}${where}${order}`,
      columns: [one!, two!],
    };
  }

  #grouped(from: Relation, where: string, depth: number): Relation {
    const choose = this.#choose;
    const key = choose(from.columns);
    const filter = choose(['', ` filter (where ${this.#condition(from.columns, 0)})`]);
    const aggregate = `${choose(['sum', 'max', 'count', 'min'])}(${this.#expression(from.columns, depth)})${filter}`;
    const having = choose(['', ` having max(${choose(from.columns)}) > 1`]);
    const group = choose(['group by 1', `group by ${key}`]);
    return {
      sql: `select ${key} as k, ${aggregate} as b from ${from.sql}${where} ${group}${having}`,
      columns: ['k', 'b'],
    };
  }

  #union(depth: number): Relation {
    const [left, right] = [this.query(depth - 1), this.query(depth - 1)];
    const operator = this.#choose(['union all', 'union', 'union all by name', 'except', 'intersect']);
    const sides = [left, right].map(
      ({ sql, columns }) => `select ${columns.slice(0, 1).join()} as a from (${sql})`,
    );
    return { sql: `${sides.join(` ${operator} `)}`, columns: ['a'] };
  }

  #cte(depth: number): Relation {
    const inner = this.query(depth - 1);
    const name = this.#choose(['t', 'q', 'v']);
    this.#ctes.push({ name, columns: inner.columns });
    const outer = this.query(depth - 1);
    this.#ctes.pop();
    return { sql: `with ${name} as (${inner.sql}) ${outer.sql}`, columns: outer.columns };
  }

  #recursive(depth: number): Relation {
    const start = this.query(depth - 1);
    const first = start.columns[0]!;
    const step = this.#choose(['r.n + 1, r.m', 'r.n + 1, r.m + u.c', 'r.n + u.k + 1, r.n']);
    const sql = `with recursive r(n, m) as (select coalesce(${first}, 0), coalesce(${first}, 0) from (${start.sql}) s union ${this.#choose(['', 'all '])}select ${step} from r, u where r.n < 3 and u.k >= 0) select * from r`;
    return { sql, columns: ['n', 'm'] };
  }

  #from(depth: number): Relation {
    const choose = this.#choose;
    const left = this.#table(depth);
    switch (
      depth > 0
        ? choose(['one', 'one', 'join', 'using', 'natural', 'lateral', 'unnest', 'semi', 'comma'])
        : 'one'
    ) {
      case 'join': {
        const right = this.#table(depth - 1);
        const [x, y] = [choose(left.columns), choose(right.columns)];
        const kind = choose(['join', 'left join', 'full join', 'right join']);
        return {
          sql: `${left.sql} as l ${kind} ${right.sql} as r on l.${x} = r.${y}`,
          columns: [...left.columns.map(name => `l.${name}`), ...right.columns],
        };
      }
      case 'using': {
        const right = this.#table(depth - 1);
        const shared = left.columns.filter(name => right.columns.includes(name));
        if (shared.length === 0) return left;
        const kind = choose(['join', 'left join', 'full join', 'right join']);
        const key = choose(shared);
        return {
          sql: `${left.sql} as l ${kind} ${right.sql} as r using (${key})`,
          columns: [key, `l.${key}`, `r.${key}`, ...left.columns, ...right.columns],
        };
      }
      case 'natural': {
        const right = this.#table(depth - 1);
        return {
          sql: `${left.sql} as l natural join ${right.sql} as r`,
          columns: [...left.columns, ...right.columns],
        };
      }
      case 'semi': {
        const right = this.#table(depth - 1);
        const on = `l.${choose(left.columns)} = r.${choose(right.columns)}`;
        return {
          sql: `${left.sql} as l ${choose(['semi', 'anti'])} join ${right.sql} as r on ${on}`,
          columns: left.columns,
        };
      }
      case 'comma': {
        const right = this.#table(depth - 1);
        return {
          sql: `${left.sql} as l, ${right.sql} as r`,
          columns: [...left.columns.map(name => `l.${name}`), ...right.columns],
        };
      }
      case 'lateral': {
        const inner = this.#table(depth - 1);
        const value = this.#expression([...inner.columns, ...left.columns.map(name => `l.${name}`)], 0);
        const where = choose(['', ` where ${this.#condition(left.columns, 0)}`]);
        return {
          sql: `${left.sql} as l, (select ${value} as y from ${inner.sql} as i${where}) as r`,
          columns: [...left.columns, 'r.y'],
        };
      }
      case 'unnest': {
        const [x, y] = [choose(left.columns), choose(left.columns)];
        return { sql: `${left.sql} as l, unnest([l.${x}, l.${y}]) as r(e)`, columns: [...left.columns, 'e'] };
      }
      default:
        return left;
    }
  }

  #table(depth: number): Relation {
    const inner = depth > 0 ? this.#choose([false, true]) : false;
    if (inner) {
      const { sql, columns } = this.query(depth - 1);
      return { sql: `(${sql})`, columns };
    }
    const names = [...Object.keys(lineageTables), ...this.#ctes.map(({ name }) => name)];
    const name = this.#choose(names);
    const columns = this.#ctes.findLast(cte => cte.name === name)?.columns ?? lineageTables[name]!;
    return { sql: name, columns };
  }

  #expression(names: readonly string[], depth: number): string {
    const choose = this.#choose;
    const [x, y] = [choose(names), choose(names)];
    switch (choose(['name', 'name', 'sum', 'case', 'coalesce', 'scalar', 'list', 'exists', 'number', 'in'])) {
      case 'sum':
        return `${x} + ${y}`;
      case 'case':
        return `case when ${x} > 1 then ${y} else ${choose(names)} end`;
      case 'coalesce':
        return `coalesce(${x}, ${y})`;
      case 'list':
        return `list_sum(list_transform([${x}, 1], ${choose(['a', 'e', 'k'])} -> ${choose(['a', 'e', 'k'])} + ${y}))`;
      case 'scalar': {
        const inner = this.#table(depth - 1);
        const value = choose([...inner.columns, y]);
        return `(select ${choose(['max', 'count'])}(${value}) from ${inner.sql} as i where ${choose(inner.columns)} > ${x})`;
      }
      case 'exists': {
        const inner = this.#table(depth - 1);
        return `exists(select 1 from ${inner.sql} as i where i.${choose(inner.columns)} = ${x})::int`;
      }
      case 'in': {
        const inner = this.#table(depth - 1);
        return `(${x} in (select ${choose(inner.columns)} from ${inner.sql} as i))::int`;
      }
      case 'number':
        return '1';
      default:
        return x;
    }
  }

  #condition(names: readonly string[], depth: number): string {
    return `${this.#expression(names, depth)} ${this.#choose(['>', '=', '<'])} ${this.#choose(['1', '2', ...names])}`;
  }
}
