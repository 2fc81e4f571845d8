import type { CompiledUnitTest } from '../compile/node.ts';
import { fqn } from '../graph/fqn.ts';
import type { Fixture } from '../project/fixture.ts';
import { textChecksum } from './checksum.ts';
import type { ManifestContext } from './manifest-context.ts';
import { epochSeconds, pathInFolder } from './node-entry.ts';

/** A unit test, as the manifest holds it under `unit_tests`. */
export function unitTestEntry(test: CompiledUnitTest, context: ManifestContext): object {
  const { config, folders, invocation } = context;
  const { name, tags, meta, model, given, expect, overrides } = test;
  const content = JSON.stringify({ given: given.map(givenEntry), expect: fixtureEntry(expect), overrides });
  return {
    model: model.name,
    given: given.map(givenEntry),
    expect: fixtureEntry(expect),
    name,
    resource_type: 'unit_test',
    package_name: config.name,
    path: pathInFolder(test.file, folders),
    original_file_path: test.file,
    unique_id: test.uniqueId,
    fqn: fqn({ ...test, name: model.name }, folders).concat(name),
    description: test.description,
    overrides: { macros: overrides.macros, vars: overrides.vars, env_vars: overrides.env },
    depends_on: { macros: test.macros, nodes: test.dependsOn },
    config: { tags, meta, enabled: true, static_analysis: null },
    checksum: textChecksum(content).checksum,
    schema: model.relation.schema,
    created_at: epochSeconds(invocation.startedAt),
    versions: null,
    version: null,
  };
}

function givenEntry({ input, fixture }: CompiledUnitTest['given'][number]): object {
  // As dbt writes an input without rows.
  if (fixture.format === 'seed') return { input, rows: null, format: 'dict', fixture: null };
  return { input, ...fixtureEntry(fixture) };
}

function fixtureEntry(fixture: Fixture) {
  const rows = fixture.format === 'sql' ? fixture.sql : fixture.rows.map(({ values }) => values);
  return { rows, format: fixture.format, fixture: null };
}
