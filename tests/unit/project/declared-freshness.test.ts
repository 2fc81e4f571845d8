import test from 'ava';
import { readProperties } from '../../../src/project/read-properties.ts';

/** The freshness of a table `t` of a source that says `source`, when the table says `table`. */
function read(source: string, table: string) {
  const text = `sources:
  - name: raw
    location: data/*.json
${indent(source, 4)}
    tables:
      - name: t
${indent(table, 8)}
`;
  const { sources, diagnostics } = readProperties(
    { path: 'p.yml', text },
    { onBadRecord: 'fail', undeclaredKeys: 'warn' },
  );
  return { freshness: sources[0]?.freshness, diagnostics };
}

function indent(text: string, by: number): string {
  return text
    .split('\n')
    .map(line => `${' '.repeat(by)}${line}`)
    .join('\n');
}

const both = `freshness:
  warn_after: {count: 1, period: hour}
  error_after: {count: 2, period: day}
  filter: a > 1`;

test('a table takes the freshness of its source', t => {
  const { freshness, diagnostics } = read(both, 'columns: []');
  t.deepEqual(diagnostics, []);
  t.like(freshness, {
    warnAfter: { count: 1, period: 'hour', at: { line: 5 } },
    errorAfter: { count: 2, period: 'day', at: { line: 6 } },
    filter: { text: 'a > 1', at: { file: 'p.yml', line: 7 } },
    loadedAtField: undefined,
    loadedAtQuery: undefined,
  });
});

test('a table replaces what it says itself, and null takes away one key or all of them', t => {
  const one = read(both, 'freshness: {warn_after: {count: 3, period: minute}, error_after: null}').freshness;
  t.like(one, {
    warnAfter: { count: 3, period: 'minute' },
    errorAfter: undefined,
    filter: { text: 'a > 1' },
  });
  t.is(read(both, 'freshness: null').freshness, undefined);
  t.is(read(both, 'config: {freshness: null}').freshness, undefined);
});

test('what stands under config counts more than what stands beside it', t => {
  const inConfig = read(
    `config: {loaded_at_field: a}\n${both}`,
    'config: {freshness: {filter: b}}',
  ).freshness;
  t.like(inConfig, { loadedAtField: { text: 'a' }, filter: { text: 'b' }, warnAfter: { count: 1 } });
});

test('a table has a field or a query, whatever its source has', t => {
  t.like(read('loaded_at_field: a', 'loaded_at_query: select 1').freshness, {
    loadedAtField: undefined,
    loadedAtQuery: { text: 'select 1' },
  });
  t.like(read('loaded_at_query: select 1', 'loaded_at_field: a').freshness, {
    loadedAtField: { text: 'a' },
    loadedAtQuery: undefined,
  });
  t.is(read('loaded_at_field: a', 'loaded_at_field: null').freshness, undefined);
  const { diagnostics } = read('loaded_at_field: a\nloaded_at_query: select 1', 'columns: []');
  t.like(diagnostics, [{ code: 'bad-property', at: { line: 5 } }]);
  t.is(diagnostics.length, 1);
});

test('a threshold needs its count and its period', t => {
  const { diagnostics } = read('freshness: {warn_after: {count: 1}}', 'columns: []');
  t.regex(diagnostics[0]!.message, /warn_after\.period" is missing/);
  const wrong = read('freshness: {warn_after: {count: 1, period: week}}', 'columns: []');
  t.regex(wrong.diagnostics[0]!.message, /must be "minute" or "hour" or "day", not "week"/);
});
