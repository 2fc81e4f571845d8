import type { Invocation } from './invocation.ts';

/** The dbt whose form the artifacts have: readers choose by it what they may expect. */
const dbtVersion = '1.10.0';

/** The version of dbt's form that each artifact has. */
export const artifactVersions = {
  manifest: 'v12',
  'run-results': 'v6',
  catalog: 'v1',
  sources: 'v3',
} as const;

/** The head of an artifact, as dbt writes it. `env` stays empty: no variable of the environment is written down. */
export function artifactMetadata(artifact: keyof typeof artifactVersions, invocation: Invocation) {
  return {
    dbt_schema_version: `https://schemas.getdbt.com/dbt/${artifact}/${artifactVersions[artifact]}.json`,
    dbt_version: dbtVersion,
    generated_at: new Date().toISOString(),
    invocation_id: invocation.id,
    invocation_started_at: invocation.startedAt,
    env: {},
  };
}
