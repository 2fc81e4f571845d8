import type { ExecutionContext } from 'ava';
import { type CliProject, cliProject } from './cli-project.ts';

/** Files of a project by path; one that is undefined is left out. */
export type ProjectFiles = Readonly<Record<string, string | Uint8Array | undefined>>;

/** A small sound project: three events in two files, a staging view, a partitioned mart and its tests. */
export const tinyFiles = {
  'sparkify.config.ts': tinyConfig(),
  'data/events/1.json': jsonLines([
    { id: 1, user: 'Ada', amount: 1.5, paid_at: '2026-01-01T10:00:00Z' },
    { id: 2, user: 'Bo', amount: 2, paid_at: '2026-01-02T10:00:00Z' },
  ]),
  'data/events/2.json': jsonLines([{ id: 3, user: 'Ada', amount: 3.25, paid_at: '2026-01-03T10:00:00Z' }]),
  'models/sources.yml': `sources:
  - name: raw
    tables:
      - name: events
        location: data/events/*.json
        columns:
          - { name: id, data_type: INTEGER }
          - { name: user, data_type: VARCHAR }
          - { name: amount, data_type: DOUBLE }
          - { name: paid_at, data_type: TIMESTAMP }
`,
  'models/stg_events.sql': `select id, "user" as user_name, amount, paid_at
from {{ source('raw', 'events') }}
`,
  'models/payments.sql': `{{ config(materialized='external', partition_by=['user_name']) }}
select id, user_name, amount, paid_at
from {{ ref('stg_events') }}
`,
  'models/payments.yml': `models:
  - name: payments
    columns:
      - name: id
        data_type: INTEGER
        data_tests: [not_null, unique]
`,
};

/** What `showPayments` prints of the sound project. */
export const tinyPayments = `id,user_name,amount,paid_at
1,Ada,1.5,2026-01-01 10:00:00
2,Bo,2,2026-01-02 10:00:00
3,Ada,3.25,2026-01-03 10:00:00
`;

/** Writes the small project, with some files replaced, added or left out, into a folder of its own. */
export function tinyProject(t: ExecutionContext, files: ProjectFiles = {}): CliProject {
  return cliProject(t, filesWith(files));
}

/** The small project's files with others in their place. */
export function filesWith(files: ProjectFiles): Readonly<Record<string, string | Uint8Array>> {
  const present = Object.entries({ ...tinyFiles, ...files }).flatMap(([path, text]) =>
    text === undefined ? [] : [[path, text] as const],
  );
  return Object.fromEntries(present);
}

/** The text of a sparkify.config.ts. */
export function tinyConfig({ name = 'tiny', lake = 'target/lake', more = '' } = {}): string {
  return `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: '${name}',
  targets: { dev: duckdb({ lake: ${JSON.stringify(lake)} }) },
${more}});
`;
}

/** Newline-delimited JSON. */
export function jsonLines(records: readonly object[]): string {
  return records.map(record => `${JSON.stringify(record)}\n`).join('');
}

/** Every row of the published mart, as `show` reads it. */
export async function showPayments(project: CliProject): Promise<string> {
  const sql = "select * from {{ ref('payments') }} order by id";
  const shown = await project.sparkify('show', '--inline', sql, '--limit', '-1', '--output', 'csv');
  if (shown.exitCode !== 0) throw new Error(`show failed: ${shown.output}`);
  return shown.stdout;
}
