import fc from 'fast-check';

/** The table that random expressions are asked of: many rows of values inside of what their functions take. */
export const randomRowCount = 30;

const nullable = (values: fc.Arbitrary<string>, type: string) =>
  fc
    .oneof({ weight: 5, arbitrary: values }, { weight: 1, arbitrary: fc.constant('null') })
    .map(value => `cast(${value} as ${type})`);

const text = fc
  .array(fc.constantFrom(..."aabBcX1209-_%., 'ä€😀é"), { maxLength: 8 })
  .map(letters => `'${letters.join('').replaceAll("'", "''")}'`);

const number = fc.oneof(fc.integer({ min: -12, max: 12 }), fc.integer({ min: -3000, max: 3000 }));
/** Eighths: sums of them are exact in any order. */
const eighths = fc.integer({ min: -80_000, max: 80_000 }).map(value => String(value / 8));
const day = fc
  .integer({ min: -40_000, max: 60_000 })
  .map(days => `'${new Date(days * 86_400_000).toISOString().slice(0, 10)}'`);
const microseconds = { min: -2_000_000_000_000_000, max: 4_000_000_000_000_000 };
const moment = fc
  .oneof(
    fc.integer(microseconds),
    fc.integer({ min: -1_000_000, max: 4_000_000 }).map(value => value * 1000),
  )
  .map(value => `make_timestamp(${value})`);

/** A query of random rows: `rn`, a group `g` of few values, and a column of each type. */
export function randomRows(seed: number): string {
  const row = fc.tuple(
    ...[fc.integer({ min: 0, max: 3 }).map(value => `${value}`)],
    nullable(number.map(String), 'int'),
    nullable(number.map(String), 'int'),
    nullable(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }).map(String), 'bigint'),
    nullable(eighths, 'double'),
    nullable(fc.oneof(eighths, fc.constantFrom("'nan'", "'inf'", "'-inf'", '0.1', '1e15')), 'double'),
    nullable(
      fc.integer({ min: -99_999, max: 99_999 }).map(value => String(value / 100)),
      'decimal(10,2)',
    ),
    nullable(text, 'varchar'),
    nullable(text, 'varchar'),
    nullable(day, 'date'),
    nullable(moment, 'timestamp'),
    nullable(fc.boolean().map(String), 'boolean'),
  );
  const rows = fc.sample(row, { numRuns: randomRowCount, seed });
  const values = rows.map((cells, index) => `(${[index + 1, ...cells].join(', ')})`);
  return `select * from (values ${values.join(', ')}) as v(rn, g, i, j, b, d, x, e, s, u, dt, ts, bo)`;
}

type Kind = 'int' | 'double' | 'decimal' | 'text' | 'date' | 'moment' | 'bool';

/** Each writes an expression of one type from expressions of others. */
type Form = readonly [form: string, ...kinds: readonly Kind[]];

const forms: Readonly<Record<Kind, { readonly leaves: readonly string[]; readonly forms: readonly Form[] }>> =
  {
    int: {
      leaves: ['i', 'j', 'b', '0', '1', '-3', '7', 'g'],
      forms: [
        ['(# + #)', 'int', 'int'],
        ['(# - #)', 'int', 'int'],
        ['(# * 3)', 'int'],
        ['(-#)', 'int'],
        ['(# // 7)', 'int'],
        ['(# // #)', 'int', 'int'],
        ['(# % #)', 'int', 'int'],
        ['abs(#)', 'int'],
        ['sign(#)', 'int'],
        ['(# & #)', 'int', 'int'],
        ['(# | 5)', 'int'],
        ['bit_count(#)', 'int'],
        ['greatest(#, #)', 'int', 'int'],
        ['least(#, #, #)', 'int', 'int', 'int'],
        ['coalesce(#, #)', 'int', 'int'],
        ['nullif(#, #)', 'int', 'int'],
        ['case when # then # else # end', 'bool', 'int', 'int'],
        ['case # when # then # end', 'int', 'int', 'int'],
        ['length(#)', 'text'],
        ['strlen(#)', 'text'],
        ['ascii(#)', 'text'],
        ['instr(#, #)', 'text', 'text'],
        ['try_cast(# as int)', 'text'],
        ['try_cast(# as bigint)', 'text'],
        ['#::int', 'bool'],
        ['#::bigint', 'decimal'],
        ['year(#)', 'date'],
        ['month(#)', 'moment'],
        ['isodow(#)', 'date'],
        ['week(#)', 'moment'],
        ['hour(#)', 'moment'],
        ['second(#)', 'moment'],
        ['dayofyear(#)', 'date'],
        ["date_diff('day', #, #)", 'date', 'date'],
        ["date_diff('hour', #, #)", 'moment', 'moment'],
        ["date_diff('month', #, #)", 'moment', 'moment'],
        ['epoch_ms(#)', 'moment'],
        ['(# - #)', 'date', 'date'],
      ],
    },
    double: {
      leaves: ['d', 'x', '0.5::double', '-2.0::double'],
      forms: [
        ['(# + #)', 'double', 'double'],
        ['(# - #)', 'double', 'int'],
        ['(# * #)', 'double', 'double'],
        ['(# / #)', 'int', 'int'],
        ['(# / #)', 'double', 'double'],
        ['(# / 4)', 'decimal'],
        ['(-#)', 'double'],
        ['abs(#)', 'double'],
        ['floor(#)', 'double'],
        ['ceil(#)', 'double'],
        ['round(#)', 'double'],
        ['round(#, 2)', 'double'],
        ['sqrt(abs(#))', 'double'],
        ['power(#, 2)', 'double'],
        ['greatest(#, #)', 'double', 'double'],
        ['least(#, #)', 'double', 'double'],
        ['coalesce(#, #)', 'double', 'double'],
        ['nullif(#, #)', 'double', 'double'],
        ['if(#, #, #)', 'bool', 'double', 'double'],
        ['#::double', 'int'],
        ['#::double', 'decimal'],
        ['try_cast(# as double)', 'text'],
        ['epoch(#)', 'moment'],
      ],
    },
    decimal: {
      leaves: ['e', '1.25', '-0.5', '100.00'],
      forms: [
        ['(# + #)', 'decimal', 'decimal'],
        ['(# - #)', 'decimal', 'decimal'],
        ['(# * 2)', 'decimal'],
        ['(# * #)', 'decimal', 'decimal'],
        ['(-#)', 'decimal'],
        ['abs(#)', 'decimal'],
        ['round(#, 1)', 'decimal'],
        ['round(#)', 'decimal'],
        ['floor(#)', 'decimal'],
        ['ceil(#)', 'decimal'],
        ['greatest(#, #)', 'decimal', 'decimal'],
        ['coalesce(#, #)', 'decimal', 'decimal'],
        ['nullif(#, #)', 'decimal', 'decimal'],
        ['case when # then # else # end', 'bool', 'decimal', 'decimal'],
        ['try_cast(# as decimal(8,2))', 'text'],
      ],
    },
    text: {
      leaves: ['s', 'u', "'a'", "'aB'", "''", "','"],
      forms: [
        ['(# || #)', 'text', 'text'],
        ['concat(#, #)', 'text', 'text'],
        ['lower(#)', 'text'],
        ['upper(#)', 'text'],
        ['trim(#)', 'text'],
        ['ltrim(#)', 'text'],
        ['rtrim(#)', 'text'],
        ["trim(#, 'ab')", 'text'],
        ['substring(#, 2, 3)', 'text'],
        ['substring(#, 3)', 'text'],
        ['left(#, 2)', 'text'],
        ['right(#, 3)', 'text'],
        ['reverse(#)', 'text'],
        ["replace(#, 'a', #)", 'text', 'text'],
        ['replace(#, #, #)', 'text', 'text', 'text'],
        ["translate(#, 'ab', 'x')", 'text'],
        ['repeat(#, 2)', 'text'],
        ["lpad(#, 6, '*')", 'text'],
        ["rpad(#, 3, 'ab')", 'text'],
        ["split_part(#, ',', 2)", 'text'],
        ["regexp_replace(#, '[a-z]+', '<>', 'g')", 'text'],
        ["regexp_extract(#, '([0-9]+)', 1)", 'text'],
        ["concat_ws('-', #, #)", 'text', 'text'],
        ['md5(#)', 'text'],
        ['greatest(#, #)', 'text', 'text'],
        ['coalesce(#, #)', 'text', 'text'],
        ['nullif(#, #)', 'text', 'text'],
        ['case when # then # else # end', 'bool', 'text', 'text'],
        ['#::varchar', 'int'],
        ['#::varchar', 'decimal'],
        ['#::varchar', 'date'],
        ['#::varchar', 'moment'],
        ['#::varchar', 'bool'],
        ['monthname(#)', 'date'],
        ['dayname(#)', 'moment'],
      ],
    },
    date: {
      leaves: ['dt', "date '2020-02-29'", "date '2018-12-31'"],
      forms: [
        ['(# + 1)', 'date'],
        ['(# - 31)', 'date'],
        ['#::date', 'moment'],
        ['last_day(#)', 'date'],
        ['greatest(#, #)', 'date', 'date'],
        ['coalesce(#, #)', 'date', 'date'],
        ['case when # then # else # end', 'bool', 'date', 'date'],
        ["date_trunc('month', #)::date", 'date'],
        ["date_trunc('week', #)::date", 'date'],
      ],
    },
    moment: {
      leaves: ['ts', "timestamp '2020-02-29 23:59:59.999999'", "timestamp '1969-12-31 23:00:00'"],
      forms: [
        ['(# + interval 1 day)', 'moment'],
        ['(# - interval 2 hour)', 'moment'],
        ['(# + interval 1 month)', 'moment'],
        ['(# - interval 3 months)', 'moment'],
        ['(# + interval 1 month)', 'date'],
        ['#::timestamp', 'date'],
        ["date_trunc('hour', #)", 'moment'],
        ["date_trunc('day', #)", 'moment'],
        ["date_trunc('quarter', #)", 'moment'],
        ["date_trunc('second', #)", 'moment'],
        ['least(#, #)', 'moment', 'moment'],
        ['coalesce(#, #)', 'moment', 'moment'],
        ['nullif(#, #)', 'moment', 'moment'],
        ['case when # then # end', 'bool', 'moment'],
      ],
    },
    bool: {
      leaves: ['bo', 'true', 'i > 0', 's is null'],
      forms: [
        ['(# and #)', 'bool', 'bool'],
        ['(# or #)', 'bool', 'bool'],
        ['(not #)', 'bool'],
        ['(# = #)', 'int', 'int'],
        ['(# < #)', 'int', 'double'],
        ['(# >= #)', 'decimal', 'double'],
        ['(# <> #)', 'decimal', 'int'],
        ['(# = #)', 'double', 'double'],
        ['(# > #)', 'double', 'double'],
        ['(# < #)', 'text', 'text'],
        ['(# = #)', 'text', 'text'],
        ['(# <= #)', 'date', 'moment'],
        ['(# <> #)', 'moment', 'moment'],
        ['(# is null)', 'text'],
        ['(# is distinct from #)', 'int', 'int'],
        ['(# is not distinct from #)', 'double', 'double'],
        ['(# in (1, 2, null))', 'int'],
        ['(# not in (#, 3))', 'int', 'int'],
        ['(# between # and #)', 'int', 'int', 'int'],
        ["(# like 'a%')", 'text'],
        ["(# ilike '%B_')", 'text'],
        ['contains(#, #)', 'text', 'text'],
        ['starts_with(#, #)', 'text', 'text'],
        ["regexp_matches(#, '^[a-c]')", 'text'],
        ['isnan(#)', 'double'],
      ],
    },
  };

function expression(kind: Kind, depth: number): fc.Arbitrary<string> {
  const { leaves, forms: known } = forms[kind];
  const leaf = fc.constantFrom(...leaves);
  if (depth === 0) return leaf;
  const deeper = known.map(([form, ...kinds]) =>
    fc
      .tuple(...kinds.map(inner => expression(inner, depth - 1)))
      .map(parts => parts.reduce((sql, part) => sql.replace('#', () => part), form)),
  );
  return fc.oneof({ weight: 1, arbitrary: leaf }, { weight: 5, arbitrary: fc.oneof(...deeper) });
}

const families: Readonly<Record<string, readonly Kind[]>> = {
  arithmetic: ['int', 'double', 'decimal'],
  texts: ['text'],
  moments: ['date', 'moment'],
  conditions: ['bool'],
};

/** Random expressions over a row, by family. */
export function randomExpressions(seed: number, each: number): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(families).map(([name, kinds]) => {
      const any = fc.oneof(...kinds.map(kind => expression(kind, 3)));
      return [name, [...new Set(fc.sample(any, { numRuns: each, seed }))]];
    }),
  );
}

/** Aggregates of what does not depend on the order of rows. */
const aggregates: readonly Form[] = [
  ['count(#)', 'text'],
  ['count(distinct #)', 'int'],
  ['sum(#)', 'int'],
  ['sum(#)', 'decimal'],
  ['avg(#)', 'int'],
  ['avg(#)', 'decimal'],
  ['min(#)', 'text'],
  ['max(#)', 'double'],
  ['min(#)', 'moment'],
  ['max(#)', 'date'],
  ['bool_and(#)', 'bool'],
  ['bool_or(#)', 'bool'],
  ['count_if(#)', 'bool'],
  ['sum(#) filter (where #)', 'int', 'bool'],
  ['count(*) filter (where #)', 'bool'],
  ['median(#)', 'int'],
  ['bit_or(#)', 'int'],
  ['coalesce(sum(#), 0) + count(*)', 'int'],
];

/** Queries that group the rows by a random expression. */
export function randomAggregates(seed: number, count: number): readonly string[] {
  const aggregate = fc.oneof(
    ...aggregates.map(([form, ...kinds]) =>
      fc
        .tuple(...kinds.map(kind => expression(kind, 1)))
        .map(parts => parts.reduce((sql, part) => sql.replace('#', () => part), form)),
    ),
  );
  const key = fc.oneof(fc.constantFrom('g', 'bo'), expression('bool', 2), expression('text', 1));
  const query = fc
    .tuple(key, fc.array(aggregate, { minLength: 4, maxLength: 11 }), expression('bool', 2))
    .map(([by, wanted, where]) => {
      const columns = wanted.map((sql, index) => `${sql} as r${index}`);
      return `select ${by} as k, ${columns.join(', ')} from r where ${where} group by k order by k`;
    });
  return fc.sample(query, { numRuns: count, seed });
}
