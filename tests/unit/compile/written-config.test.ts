import test from 'ava';
import { TemplateSource } from '../../../src/compile/jinja/template-source.ts';
import { writtenConfig } from '../../../src/compile/jinja/written-config.ts';

const written = test.macro({
  title: (_provided, text: string) => text,
  exec(t, text: string, expected: Readonly<Record<string, string | undefined>>) {
    const source = new TemplateSource({ path: 'models/a.sql', text });
    t.deepEqual(Object.fromEntries(writtenConfig(source)), expected);
  },
});

test(written, "{{ config(materialized='table', tags=['a', 'b'], meta={'k': 'v, w'}, enabled=true) }}", {
  materialized: undefined,
  tags: undefined,
  meta: undefined,
  enabled: undefined,
});
test(written, "{{ config(schema=target.name, alias='a' ~ var('x')) }}", {
  schema: '{{ target.name }}',
  alias: "{{ 'a' ~ var('x') }}",
});
test(written, "{% if target.name == 'prod' %}{{ config(materialized='table') }}{% endif %}", {
  materialized: "{{ 'table' }}",
});
test(
  written,
  "{% if x %}{{ config(format='csv') }}{% else %}{{ config(format='json') }}{% endif %}{{ config(schema='s') }}",
  { format: "{{ 'csv' }}{{ 'json' }}", schema: undefined },
);
test(written, '{% do config(materialized="view") %}', { materialized: undefined });
test(written, '{# config(schema=x) #}{{ ns.config(a=b) }} config(c=d) {{ config(**shared) }}', {});
test(written, 'select 1', {});
