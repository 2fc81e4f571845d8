import test from 'ava';
import { findNames } from '../../../../src/compile/jinja/find-names.ts';
import { scanTemplate } from '../../../../src/compile/jinja/scan-template.ts';

function free(text: string): readonly string[] {
  return findNames(scanTemplate(text)).free.map(use => use.name);
}

test('names are looked up in every expression', t => {
  t.deepEqual(free('{{ a + b(c, d=e) }}{% if f and not g %}{% elif h in i %}'), [
    'a',
    'b',
    'c',
    'e',
    'f',
    'g',
    'h',
    'i',
  ]);
  t.deepEqual(free('{% do a(b) %}{% call m(x) %}{% filter f(y) %}'), ['a', 'b', 'm', 'x', 'y']);
});

test('attributes, filters, tests, keywords and strings are no names to look up', t => {
  t.deepEqual(
    free("{{ a.b.c() | upper | join(', ') }}{{ a is string }}{{ a is not none }}{{ true if a else None }}"),
    ['a', 'a', 'a', 'a'],
  );
});

test('what a statement binds is not free', t => {
  t.deepEqual(free('{% set a = b %}{{ a }}{% set c %}{{ c }}{% endset %}'), ['b']);
  t.deepEqual(free('{% for k, (v, w) in items if k %}{{ k }}{{ v }}{{ w }}{% endfor %}'), ['items']);
  t.deepEqual(free('{% macro m(a, b=c) %}{{ a }}{{ b }}{{ m() }}{% endmacro %}'), ['c']);
  t.deepEqual(free('{% call(x) f(y) %}{{ x }}{% endcall %}{% with z = 1 %}{{ z }}{% endwith %}'), ['f', 'y']);
  t.deepEqual(free('{% set n.a = 1 %}'), ['n']);
});

test('a name that is asked for with is defined or default is optional', t => {
  const { optional } = findNames(
    scanTemplate(
      "{{ a | default(1) }}{{ b is not defined }}{{ c is undefined }}{{ d | d('') }}{{ e is none }}",
    ),
  );
  t.deepEqual([...optional], ['a', 'b', 'c', 'd']);
});
