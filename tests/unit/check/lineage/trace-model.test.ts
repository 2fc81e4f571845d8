import test from 'ava';
import { traceModel } from '../../../../src/check/lineage/trace-model.ts';
import { lineageText, type TestTables, traceQuery } from '../../../helpers/trace-query.ts';

const tables: TestTables = {
  plays: [
    { name: 'user_id', type: 'INTEGER' },
    { name: 'song', type: 'VARCHAR' },
    { name: 'ts', type: 'BIGINT' },
    { name: 'level', type: 'VARCHAR' },
    { name: 'device', type: 'STRUCT(os VARCHAR, version INTEGER)' },
    { name: 'tags', type: 'VARCHAR[]' },
  ],
  users: [
    { name: 'user_id', type: 'INTEGER' },
    { name: 'name', type: 'VARCHAR' },
    { name: 'level', type: 'VARCHAR' },
    { name: 'boss_id', type: 'INTEGER' },
  ],
  prices: [
    { name: 'level', type: 'VARCHAR' },
    { name: 'price', type: 'INTEGER' },
  ],
};

/** What each construct means, reasoned from its definition. */
const constructs: Readonly<Record<string, readonly [sql: string, ...lineage: string[]]>> = {
  'a column as it is, renamed and computed': [
    'select user_id, song as title, ts / 1000 + user_id as x, 1 as one from plays',
    'user_id <- plays.user_id',
    'title <- plays.song',
    'x <- plays.ts, plays.user_id',
    'one <- ',
  ],
  'WHERE, which decides rows only': [
    "select song from plays where level = 'paid' and ts > 0",
    'song <- plays.song',
    'rows <- plays.level (filter), plays.ts (filter)',
  ],
  'common table expressions, one of which nobody reads': [
    `with p as (select user_id as who, ts from plays), q as (select who as id, ts + 1 as t from p),
       unread as (select name from users)
     select id, t from q`,
    'id <- plays.user_id',
    't <- plays.ts',
  ],
  'a common table expression that has the name of a table': [
    'with users as (select song as name from plays) select name from users',
    'name <- plays.song',
  ],
  'a common table expression with column names of its own': [
    'with p(a, b) as (select user_id, song, ts from plays) select b, a, ts from p',
    'b <- plays.song',
    'a <- plays.user_id',
    'ts <- plays.ts',
  ],
  'a recursive common table expression': [
    `with recursive chain(id, top) as (
       select user_id, name from users where boss_id is null
       union all
       select u.user_id, chain.top from users u join chain on u.boss_id = chain.id
     ) select id, top from chain`,
    'id <- users.user_id',
    'top <- users.name',
    'rows <- users.boss_id (filter), users.boss_id (join), users.user_id (join)',
  ],
  'columns that change places in a recursion': [
    `with recursive r(a, b) as (select user_id, boss_id from users union all select b, a from r)
     select a from r`,
    'a <- users.boss_id, users.user_id',
  ],
  'a subquery in FROM': [
    'select x.n from (select count(*) as n, song from plays group by song) x',
    'n <- ',
    'rows <- plays.song (group)',
  ],
  'a correlated subquery': [
    `select name, (select max(ts) from plays p where p.user_id = u.user_id) as latest from users u`,
    'name <- users.name',
    'latest <- plays.ts (aggregation), plays.user_id (filter), users.user_id (filter)',
  ],
  'a name in a subquery, which is the inner one if there is one': [
    `select (select max(level) from prices where level = name) as l from users`,
    'l <- prices.level (aggregation), prices.level (filter), users.name (filter)',
  ],
  'EXISTS and IN': [
    `select name, user_id in (select user_id from plays where ts > 1) as played from users u
     where exists (select 1 from prices where prices.level = u.level)`,
    'name <- users.name',
    'played <- plays.ts (filter), plays.user_id, users.user_id',
    'rows <- prices.level (filter), users.level (filter)',
  ],
  'UNION ALL, by place': [
    'select user_id, song from plays union all select boss_id, name from users',
    'user_id <- plays.user_id, users.boss_id',
    'song <- plays.song, users.name',
  ],
  'UNION, which drops rows by all columns': [
    'select song as x from plays union select name from users',
    'x <- plays.song, users.name',
    'rows <- plays.song (group), users.name (group)',
  ],
  'UNION BY NAME': [
    'select user_id, song from plays union all by name select level as song, user_id, name from users',
    'user_id <- plays.user_id, users.user_id',
    'song <- plays.song, users.level',
    'name <- users.name',
  ],
  'EXCEPT, whose right side only takes away': [
    'select user_id from plays except select boss_id from users',
    'user_id <- plays.user_id',
    'rows <- plays.user_id (filter), users.boss_id (filter)',
  ],
  'window functions': [
    `select row_number() over (partition by user_id order by ts) as n, sum(ts) over w as s, lag(song) over w as before
     from plays window w as (partition by level)`,
    'n <- plays.ts (window), plays.user_id (window)',
    's <- plays.level (window), plays.ts (aggregation)',
    'before <- plays.level (window), plays.song',
  ],
  QUALIFY: [
    'select song from plays qualify row_number() over (partition by user_id order by ts) = 1',
    'song <- plays.song',
    'rows <- plays.ts (filter), plays.user_id (filter)',
  ],
  'aggregates with FILTER and ORDER BY': [
    `select level, count(*) filter (where ts > 0) as n, string_agg(song, ',' order by ts) as songs
     from plays group by level having max(user_id) > 1`,
    'level <- plays.level',
    'n <- plays.ts (filter)',
    'songs <- plays.song (aggregation), plays.ts (order)',
    'rows <- plays.level (group), plays.user_id (filter)',
  ],
  'GROUP BY ALL': [
    'select lower(level) as l, ts % 7 as d, max(user_id) as m from plays group by all',
    'l <- plays.level',
    'd <- plays.ts',
    'm <- plays.user_id (aggregation)',
    'rows <- plays.level (group), plays.ts (group)',
  ],
  'GROUP BY and ORDER BY with numbers and aliases': [
    'select song as s, count(*) as n from plays group by 1 order by n desc, s limit 3',
    's <- plays.song',
    'n <- ',
    'rows <- plays.song (group), plays.song (order)',
  ],
  'an alias that hides a column only where DuckDB lets it': [
    'select ts as user_id from plays where user_id > 1 order by user_id',
    'user_id <- plays.ts',
    'rows <- plays.ts (order), plays.user_id (filter)',
  ],
  'lateral column aliases': [
    "select ts / 1000 as s, s * 2 as twice, level || '!' as level, level as same from plays where twice > 4",
    's <- plays.ts',
    'twice <- plays.ts',
    'level <- plays.level',
    'same <- plays.level',
    'rows <- plays.ts (filter)',
  ],
  'DISTINCT and DISTINCT ON': [
    'select song from (select distinct on (user_id) song, ts from plays order by ts) union all select distinct name from users',
    'song <- plays.song, users.name',
    'rows <- plays.ts (order), plays.user_id (group), users.name (group)',
  ],
  'a star with EXCLUDE, REPLACE and RENAME': [
    `select p.* exclude (device, tags, ts) replace (upper(u.level || p.level) as level),
       u.* exclude (user_id, level) rename (name as who) from plays p, users u`,
    'user_id <- plays.user_id',
    'song <- plays.song',
    'level <- plays.level, users.level',
    'who <- users.name',
    'boss_id <- users.boss_id',
  ],
  COLUMNS: [
    `select columns('_id$'), max(columns(c -> c like 'n%')) over () as 'max_\\0', coalesce(*columns(['level', 'name'])) as any_text
     from users`,
    'user_id <- users.user_id',
    'boss_id <- users.boss_id',
    'max_name <- users.name (aggregation)',
    'any_text <- users.level, users.name',
  ],
  'COLUMNS of a condition on names': [
    `select
       columns(c -> starts_with(c, 'user') or c ^@ 'boss'),
       max(columns(lambda c: not contains(lower(c), '_') and c <> 'level')) over () as 'max_\\0',
       min(columns(c -> regexp_matches(c, '^l') and c not in ('name') and suffix(upper(c), 'EL'))) over () as 'min_\\0'
     from users where not columns(c -> c similar to 'boss.*') is null`,
    'user_id <- users.user_id',
    'boss_id <- users.boss_id',
    'max_name <- users.name (aggregation)',
    'min_level <- users.level (aggregation)',
    'rows <- users.boss_id (filter)',
  ],
  'a star whose columns are chosen by LIKE': [
    "select * like '%_id' from users",
    'user_id <- users.user_id',
    'boss_id <- users.boss_id',
  ],
  'stars whose columns are chosen by GLOB and by a regular expression': [
    "select u.* glob '?oss*', u.* similar to 'us.*', u.* not ilike '%S%' from users u",
    'boss_id <- users.boss_id',
    'user_id <- users.user_id',
    'name <- users.name',
    'level <- users.level',
  ],
  'joins, with the keys deciding rows': [
    'select p.song, u.name from plays p left join users u on p.user_id = u.user_id and u.boss_id > 0',
    'song <- plays.song',
    'name <- users.name',
    'rows <- plays.user_id (join), users.boss_id (join), users.user_id (join)',
  ],
  'USING, whose column is that of the left side': [
    'select user_id, song, u.user_id as theirs from plays join users u using (user_id)',
    'user_id <- plays.user_id',
    'song <- plays.song',
    'theirs <- users.user_id',
    'rows <- plays.user_id (join), users.user_id (join)',
  ],
  'USING of a RIGHT and of a FULL JOIN': [
    `select a.level, b.level as both from (select level from plays right join prices using (level)) a,
       (select level from plays full join prices using (level)) b`,
    'level <- prices.level',
    'both <- plays.level, prices.level',
    'rows <- plays.level (join), prices.level (join)',
  ],
  'NATURAL JOIN': [
    'select * from (select user_id, song from plays) natural join (select user_id, name from users)',
    'user_id <- plays.user_id',
    'song <- plays.song',
    'name <- users.name',
    'rows <- plays.user_id (join), users.user_id (join)',
  ],
  'SEMI and ANTI JOIN, whose right side gives no column': [
    'select name from users semi join plays using (user_id)',
    'name <- users.name',
    'rows <- plays.user_id (join), users.user_id (join)',
  ],
  'a lateral join': [
    'select u.name, l.t from users u, lateral (select max(ts) as t from plays p where p.user_id = u.boss_id) l',
    'name <- users.name',
    't <- plays.ts (aggregation)',
    'rows <- plays.user_id (filter), users.boss_id (filter)',
  ],
  'unnest in FROM, which decides how many rows there are': [
    'select user_id, t.tag from plays, unnest(tags) as t(tag)',
    'user_id <- plays.user_id',
    'tag <- plays.tags',
    'rows <- plays.tags (join)',
  ],
  'unnest in SELECT, of a list and of a struct': [
    'select user_id, unnest(tags) as tag, unnest(device) from plays',
    'user_id <- plays.user_id',
    'tag <- plays.tags',
    'os <- plays.device',
    'version <- plays.device',
    'rows <- plays.device (join), plays.tags (join)',
  ],
  'fields of a struct, with and without its table': [
    "select device.os, p.device.version as v, device['os'] as o, (device).version as w from plays p",
    'os <- plays.device',
    'v <- plays.device',
    'o <- plays.device',
    'w <- plays.device',
  ],
  'the row of a table as a value': ['select p from prices p', 'p <- prices.level, prices.price'],
  'a lambda, whose parameter hides a column': [
    'select list_transform(tags, song -> song || level) as l, [x for x in tags if x <> song] as f from plays',
    'l <- plays.level, plays.tags',
    'f <- plays.song, plays.tags',
  ],
  'a macro of DuckDB': [
    'select list_sum(list_transform(tags, x -> length(x))) as n, wavg(ts, user_id) as w from plays group by all',
    'n <- plays.tags',
    'w <- plays.ts (aggregation), plays.user_id (aggregation)',
    'rows <- plays.tags (group)',
  ],
  'CASE, whose conditions choose': [
    "select case when level = 'paid' then ts else user_id end as x from plays",
    'x <- plays.level (condition), plays.ts, plays.user_id',
  ],
  PIVOT: [
    "from (select user_id, level, ts from plays) pivot (max(ts) for level in ('free', 'paid'))",
    'user_id <- plays.user_id',
    'free <- plays.level (condition), plays.ts (aggregation)',
    'paid <- plays.level (condition), plays.ts (aggregation)',
    'rows <- plays.user_id (group)',
  ],
  'PIVOT of several aggregates, over several keys': [
    "from plays pivot (max(ts) as last, any_value(song) as one for level in ('free', 'paid' as p) user_id in (1, 2) group by device)",
    'device <- plays.device',
    ...['free_1', 'free_2', 'p_1', 'p_2'].flatMap(cell => [
      `${cell}_last <- plays.level (condition), plays.ts (aggregation), plays.user_id (condition)`,
      `${cell}_one <- plays.level (condition), plays.song (aggregation), plays.user_id (condition)`,
    ]),
    'rows <- plays.device (group)',
  ],
  'PIVOT of several aggregates by dates, whose names only DuckDB knows': [
    "select * from (select cast(song as date) as d, ts from plays) pivot (max(ts) as a, min(ts) as b for d in (date '2026-01-01'))",
    '2026-01-01_a <- ?',
    '2026-01-01_b <- ?',
  ],
  UNPIVOT: [
    'from (select user_id, name, level from users) unpivot (v for n in (name, level))',
    'user_id <- users.user_id',
    'n <- ',
    'v <- users.level, users.name',
    'rows <- users.level (filter), users.name (filter)',
  ],
  'a method call': ['select song.upper() as s from plays', 's <- plays.song'],
  VALUES: [
    'select v.b, v.a from users u, (values (u.level, 1), (u.name, 2)) v(a, b)',
    'b <- ',
    'a <- users.level, users.name',
  ],
};

for (const [what, [sql, ...expected]] of Object.entries(constructs)) {
  test(`the lineage of ${what}`, async t => {
    t.deepEqual(lineageText(await traceQuery(sql, tables)), expected);
  });
}

test('what cannot be told is unknown, and the rest of the query is not', async t => {
  const told = async (sql: string) => lineageText(await traceQuery(sql, tables));
  t.deepEqual(await told('select song, f.function_name as f from plays, duckdb_functions() f'), [
    'song <- plays.song',
    'f <- ?',
    'rows <- ?',
  ]);
  t.deepEqual(await told('select "count_star()" as n, 1 as one from (select count(*) from plays)'), [
    'n <- ?',
    'one <- ',
  ]);
});

test('a table of unknown columns does not take over names that are known elsewhere', async t => {
  const told = async (sql: string) => lineageText(await traceQuery(sql, tables));
  // DuckDB alone knows the columns of json_each; `ts` may be one of them.
  t.deepEqual(
    await told('select (select max(value) from json_each(p.song) where key = ts) as v, user_id from plays p'),
    ['v <- ?', 'user_id <- plays.user_id'],
  );
  t.deepEqual(
    await told('select e.key as k, current_date as today, user_id from plays p, json_each(p.song) e'),
    ['k <- plays.song', 'today <- ', 'user_id <- plays.user_id', 'rows <- plays.song (join)'],
  );
});

test('a query that DuckDB cannot write down is unknown as a whole', async t => {
  const sql = 'select song from plays where user_id = $1';
  const lineage = traceModel({
    uniqueId: 'q',
    sql,
    tree: undefined,
    columns: [{ name: 'song', type: 'VARCHAR' }],
    table: () => undefined,
  });
  t.deepEqual(lineageText(lineage), ['song <- ?', 'rows <- ?']);
});

test('every step on the way is told, with the text that computes it', async t => {
  const { columns } = await traceQuery(
    `with p as (
       select user_id, cast(ts / 1000 as bigint) as seconds -- a comment, with a comma
       from plays
     )
     select p.user_id, q.s + 1 as "Next" from p, (select seconds s from p) q`,
    tables,
  );
  t.deepEqual(
    columns.map(({ expression, inputs }) => [
      expression,
      ...inputs.flatMap(({ through }) => through.map(step => `${step.name} = ${step.expression}`)),
    ]),
    [
      ['p.user_id', 'p.user_id = user_id'],
      ['q.s + 1', 'q.s = seconds', 'p.seconds = cast(ts / 1000 as bigint)'],
    ],
  );
});

test('a query that is written otherwise has the same lineage', async t => {
  const same = [
    "select u.name, max(p.ts) as t from plays p join users u on p.user_id = u.user_id where p.level = 'paid' group by u.name",
    "with p as (select * from plays where level = 'paid'), u as (from users) select name, max(ts) as t from p join u on p.user_id = u.user_id group by all",
    "select name, max(ts) as t from (select p.ts, u.* from plays p join users u on p.user_id = u.user_id where p.level = 'paid') group by 1",
    "from (from plays p join users u on p.user_id = u.user_id select u.name as n, ts where p.level = 'paid') x select n as name, max(x.ts) t group by n",
  ];
  const [first, ...others] = await Promise.all(
    same.map(async sql => lineageText(await traceQuery(sql, tables))),
  );
  t.deepEqual(first, [
    'name <- users.name',
    't <- plays.ts (aggregation)',
    'rows <- plays.level (filter), plays.user_id (join), users.name (group), users.user_id (join)',
  ]);
  for (const other of others) t.deepEqual(other, first);
});

test('what a query names is told, and not what only a star brings', async t => {
  const { reads } = await traceQuery(
    'with n as (select name from users) select * from plays where ts > 1',
    tables,
  );
  t.deepEqual(reads.map(({ table, column }) => `${table}.${column}`).sort(), ['plays.ts', 'users.name']);
});
