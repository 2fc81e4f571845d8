import test from 'ava';
import { scanTemplate } from '../../../../src/compile/jinja/scan-template.ts';

/** What each part covers, literals in quotes. */
function cut(text: string): readonly string[] {
  return scanTemplate(text).map(part => {
    const piece = text.slice(part.start, part.end);
    return part.kind === 'literal' ? `'${piece}'${part.captured ? '*' : ''}` : piece;
  });
}

test('literal runs and tags alternate, and comments vanish', t => {
  t.deepEqual(cut('a {{ b }} c{# {{ d }} #}{% if e %}'), ["'a '", '{{ b }}', "' c'", '{% if e %}']);
});

test('a tag ends where the engine ends it', t => {
  t.deepEqual(cut('{{ "}}" }}x'), ['{{ "}}" }}', "'x'"]);
  t.deepEqual(cut("{{ 'it\\'s }}' -}}x"), ["{{ 'it\\'s }}' -}}", "'x'"]);
  t.deepEqual(cut('{{ {"a": {"b": 1}}}}x'), ['{{ {"a": {"b": 1}}}}', "'x'"]);
  t.deepEqual(cut('{%- set x = "%}" -%}x'), ['{%- set x = "%}" -%}', "'x'"]);
});

test('raw text is literal', t => {
  t.deepEqual(cut('{% raw -%} {{ a }} {# b #} {%- endraw %}c'), [
    '{% raw -%}',
    "' {{ a }} {# b #} '",
    '{%- endraw %}',
    "'c'",
  ]);
});

test('text that becomes a value is captured', t => {
  t.deepEqual(cut('a{% macro m() %}b{% endmacro %}c'), [
    "'a'",
    '{% macro m() %}',
    "'b'*",
    '{% endmacro %}',
    "'c'",
  ]);
  t.deepEqual(cut('{% set x %}b{% endset %}c').slice(1, 2), ["'b'*"]);
  t.deepEqual(cut('{% set x = f(a=1) %}c').slice(1), ["'c'"]);
});

test('a template with an open tag is cut up to there', t => {
  t.deepEqual(cut('a{{ b'), ["'a'"]);
  t.deepEqual(cut('a{# b'), ["'a'"]);
  t.deepEqual(cut('{'), ["'{'"]);
});
