import test from 'ava';
import { renderPosition } from '../../../src/diagnostics/position.ts';
import { readProperties } from '../../../src/project/read-properties.ts';

function read(text: string) {
  return readProperties({ path: 'p.yml', text }, { onBadRecord: 'fail', undeclaredKeys: 'warn' });
}

function told(constraint: string): readonly string[] {
  const text = `models:\n  - name: m\n    constraints:\n      - ${constraint}\n`;
  return read(text).diagnostics.map(({ at, message }) => `${renderPosition(at!)} ${message}`);
}

test('constraints stand on a table and on its columns', t => {
  const { models, diagnostics } = read(`models:
  - name: plays
    constraints:
      - { type: primary_key, columns: [id, day], name: plays_key, warn_unenforced: true }
    columns:
      - name: user_id
        constraints:
          - type: not_null
          - { type: foreign_key, to: ref('users'), to_columns: [id], warn_unsupported: false }
          - { type: check, expression: user_id > 0 }
`);
  t.deepEqual(diagnostics, []);
  t.like(models[0]!.constraints, [
    { type: 'primary_key', name: 'plays_key', columns: ['id', 'day'], column: undefined },
    { type: 'not_null', name: undefined, columns: ['user_id'], column: 'user_id', at: { line: 8 } },
    { type: 'foreign_key', columns: ['user_id'], to: "ref('users')", toColumns: ['id'] },
    { type: 'check', expression: 'user_id > 0', column: 'user_id' },
  ]);
});

test('a constraint of no known type is told with the nearest, at its line', t => {
  const [first] = told('{ type: primary_keys, columns: [id] }');
  t.regex(first!, /^p\.yml:4:17 .*primary_key/);
});

test('a constraint that lacks what it needs is refused at its line', t => {
  t.regex(told('type: check')[0]!, /^p\.yml:4:\d+ A check constraint needs an expression\.$/);
  t.regex(told('type: unique')[0]!, /The constraint unique does not say which columns it is about\.$/);
  t.regex(told('{ type: foreign_key, columns: [a] }')[0]!, /does not say where it leads\.$/);
  t.regex(told("{ type: unique, columns: [a], to: ref('b') }")[0]!, /which only a foreign_key has\.$/);
});

test('a foreign key pairs as many columns here as there, and says it once', t => {
  t.regex(
    told("{ type: foreign_key, columns: [a, b], to: ref('b'), to_columns: [a] }")[0]!,
    /pairs unequal numbers of columns: 2 here, 1 in to_columns\.$/,
  );
  t.regex(
    told("{ type: foreign_key, columns: [a], to: ref('b'), to_columns: [a], expression: b (a) }")[0]!,
    /has both "to" and an expression\.$/,
  );
});

test('two constraints of one table may not share a name', t => {
  const { diagnostics } = read(`models:
  - name: m
    constraints: [{ type: unique, columns: [a], name: k }, { type: not_null, columns: [a], name: K }]
`);
  t.like(diagnostics, [{ code: 'duplicate-name', at: { line: 3 } }]);
});

test('a source has no constraints, since it is not built here', t => {
  const { diagnostics } = read(`sources:
  - name: raw
    location: data/*.json
    tables: [{ name: events, columns: [{ name: id, constraints: [{ type: not_null }] }] }]
`);
  t.regex(diagnostics[0]!.hint!, /declare data_tests instead/);
});
