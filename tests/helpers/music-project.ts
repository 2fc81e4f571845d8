import type { ExecutionContext } from 'ava';
import { type CliProject, cliProject } from './cli-project.ts';

export interface MusicProject extends CliProject {
  /** The lake of the target `dev`. */
  readonly lake: string;
}

/**
 * A project of every kind of node: a source, a seed, a view and an ephemeral model with two readers each, a table that
 * is not published, tables that are, and tests. `files` come on top of it, or replace its own.
 *
 *     raw.plays ─ stg_plays (view) ─┬─ plays (external, by month) ─┐
 *                                   ├─ long_plays (ephemeral) ─┬─ listeners (table, tag nightly)
 *                                   └─ scratch (unpublished) ──┴─ charts (external)  ← levels (seed)
 */
export function musicProject(
  t: ExecutionContext,
  files: Readonly<Record<string, string>> = {},
): MusicProject {
  const project = cliProject(t, { ...musicFiles, ...files });
  return { ...project, lake: project.path('target/lake') };
}

const musicFiles: Readonly<Record<string, string>> = {
  'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'music',
  targets: { dev: duckdb({ lake: 'target/lake' }), other: duckdb({ lake: 'target/other' }) },
  vars: { source_root: 'data', shortest: 30 },
  rules: { 'missing-description': 'off', 'nullable-partition': 'off' },
});
`,
  'data/plays/january.ndjson': `{"id":1,"listener":"ada","level":"free","song":"Paper Boats","seconds":200,"month":"2026-01"}
{"id":2,"listener":"ada","level":"free","song":"Low Tide","seconds":20,"month":"2026-01"}
{"id":3,"listener":"bo","level":"paid","song":"Low Tide","seconds":180,"month":"2026-01"}
`,
  'data/plays/february.ndjson': `{"id":4,"listener":"bo","level":"paid","song":"Paper Boats","seconds":210,"month":"2026-02"}
{"id":5,"listener":"cy","level":"free","song":"Paper Boats","seconds":190,"month":"2026-02"}
`,
  'models/sources.yml': `sources:
  - name: raw
    tables:
      - name: plays
        location: "{{ var('source_root') }}/plays/*.ndjson"
        columns:
          - { name: id, data_type: bigint }
          - { name: listener, data_type: varchar }
          - { name: level, data_type: varchar }
          - { name: song, data_type: varchar }
          - { name: seconds, data_type: integer }
          - { name: month, data_type: varchar }
`,
  'models/staging/stg_plays.sql': `{{ config(materialized='view') }}
select id, listener, level, song, seconds, month from {{ source('raw', 'plays') }}
`,
  'models/staging/long_plays.sql': `{{ config(materialized='ephemeral') }}
select * from {{ ref('stg_plays') }} where seconds >= {{ var('shortest') }}
`,
  'models/staging/scratch.sql': `{{ config(materialized='table', published=false) }}
select song, count(*) as times from {{ ref('stg_plays') }} group by song
`,
  'models/marts/plays.sql': `{{ config(materialized='external', partition_by='month') }}
select id, listener, song, seconds, month from {{ ref('stg_plays') }}
`,
  'models/marts/listeners.sql': `{{ config(materialized='table', tags=['nightly']) }}
select listener, any_value(level) as level, cast(sum(seconds) as bigint) as seconds
from {{ ref('long_plays') }}
group by listener
`,
  'models/marts/charts.sql': `{{ config(materialized='external') }}
select long_plays.song, levels.price, scratch.times, count(*) as long_times
from {{ ref('long_plays') }} as long_plays
join {{ ref('levels') }} as levels on levels.level = long_plays.level
join {{ ref('scratch') }} as scratch on scratch.song = long_plays.song
group by all
`,
  'models/marts/marts.yml': `models:
  - name: plays
    columns:
      - name: id
        data_tests: [unique, not_null]
  - name: listeners
    columns:
      - name: listener
        data_tests: [unique]
      - name: level
        data_tests:
          - relationships:
              arguments: { to: ref('levels'), field: level }
  - name: charts
    columns:
      - name: song
        data_tests: [not_null]
`,
  'seeds/levels.csv': 'level,price\nfree,0\npaid,990\n',
  'seeds/levels.yml': `seeds:
  - name: levels
    columns:
      - name: level
        data_tests: [unique]
`,
  'tests/no_play_is_endless.sql': `select * from {{ ref('plays') }} where seconds > 3600\n`,
};
