/** Twelve rows of values at which engines are known to part: NULLs, ends of ranges, NaN, leap days, blanks, Unicode. */
export const edgeRows = String.raw`select * from (values
  (1, null::int, null::bigint, null::double, null::decimal(10,2), null::varchar, null::date, null::timestamp,
    null::int[], null::boolean, null::varchar[], null::smallint, null::hugeint),
  (2, 0, 0, 0.0, 0, '', date '1970-01-01', timestamp '1970-01-01 00:00:00', []::int[], true, []::varchar[], 0, 0),
  (3, 1, 1, 1.5, 1.5, 'a', date '2018-11-04', timestamp '2018-11-04 23:59:59.999999', [1,2,3], false, ['a','b'], 1, 1),
  (4, -1, -1, -2.5, -2.55, 'Abc', date '2018-12-31', timestamp '2018-12-31 12:34:56.5', [3,null,1], true, ['x',null,''], -1, -1),
  (5, 7, 7, 2.5, 2.45, ' x ', date '2020-02-29', timestamp '2020-02-29 00:00:00.000001', [null], false, [null], 7, 7),
  (6, -7, -7, 'nan'::double, 99999999.99, 'ä€😀', date '1969-12-31', timestamp '1969-12-31 23:59:59.000001', [2,2,1], null,
    ['b','a','b'], -7, -7),
  (7, 2147483647, 9223372036854775807, 'inf'::double, -99999999.99, '100%', date '1900-01-01', timestamp '1900-01-01 01:02:03',
    [-5], true, ['100%'], 32767, 170141183460469231731687303715884105),
  (8, -2147483648, -9223372036854775808, '-inf'::double, 0.01, 'a_b', date '2024-12-30', timestamp '2024-12-30 10:00:00', [0,0],
    true, ['é'], -32768, -5),
  (9, 2, 2, 1e20, 0.5, 'a\b', date '2021-01-03', timestamp '2021-01-03 05:06:07.891', [10], false, ['it''s'], 2, 2),
  (10, 3, 3, 0.1, 10, 'it''s', date '2016-01-03', timestamp '2016-01-03 00:30:00', [1], false, ['a,b'], 3, 3),
  (11, 12, 12, -0.5, -0.5, 'a,b,,c', date '2018-01-01', timestamp '2018-01-01 00:00:00', [9,8,7], true, ['c'], 12, 12),
  (12, 100, 100, 123456.789, 12.34, '-12.5', date '2000-02-28', timestamp '2000-02-28 23:00:00.123456', [4], true, ['z','y'],
    100, 100)
) as v(rn, i, b, d, e, s, dt, ts, l, bo, sl, si, h)`;

export const edgeRowCount = 12;
