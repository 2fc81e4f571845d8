import type { CheckedProject } from '../../check/checked-project.ts';
import { defineInShadow } from '../../check/define-in-shadow.ts';
import { impactOf, type ModelImpact } from '../../check/lineage/impact.ts';
import type { ColumnRef } from '../../check/lineage/lineage.ts';
import { columnKey, LineageIndex } from '../../check/lineage/lineage-index.ts';
import { traceLineage, traceQueries } from '../../check/lineage/trace-lineage.ts';
import type { SchemaReader } from '../../check/schema-reader.ts';
import { type UnitTestColumns, unitTestColumns } from '../../check/unit-test-columns.ts';
import type { CompiledExposure, CompiledModel, CompiledTest, CompiledUnitTest } from '../../compile/node.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { descendantsOf } from '../../graph/neighbors.ts';
import { findTypeScriptReaders, type TypeScriptReaders } from '../../typing/typescript-readers.ts';
import { type FoundColumns, findColumns } from './find-columns.ts';
import { withSession } from './with-session.ts';

export interface ReachedModel extends ModelImpact {
  readonly model: CompiledModel;
}

export interface ReachedUnitTest extends UnitTestColumns {
  readonly test: CompiledUnitTest;
}

export interface Impact {
  readonly asked: FoundColumns;
  /** Parents before children. */
  readonly models: readonly ReachedModel[];
  /** Models further down that have other rows, because a model that they read has. */
  readonly below: readonly CompiledModel[];
  /** Exposures that read a table in which something changes. */
  readonly exposures: readonly CompiledExposure[];
  /** Tests whose query reads a column that is reached. */
  readonly tests: readonly CompiledTest[];
  /** Unit tests with values of a column that is reached. */
  readonly unitTests: readonly ReachedUnitTest[];
  /** TypeScript that reads a column that is reached, but for the files of these models. */
  readonly typescript: TypeScriptReaders;
}

/** What a change of a column, or of a whole table, reaches. Reads no data. */
export function impact(options: ProjectOptions & { readonly name: string }): Promise<Impact> {
  return withSession(
    options,
    project => project,
    async (project, session) => {
      const asked = findColumns(options.name, project);
      const reader = await session.createShadow();
      const index = new LineageIndex(await traceLineage(project, reader));
      const reached = impactOf(asked.columns, index, project.graph);
      const byId = new Map(project.nodes.map(node => [node.uniqueId, node]));
      const models = reached.map(impact => ({
        ...impact,
        model: byId.get(impact.uniqueId) as CompiledModel,
      }));
      const columns = [
        ...asked.columns,
        ...reached.flatMap(({ uniqueId, columns }) => columns.map(column => ({ table: uniqueId, column }))),
      ];
      const tests = project.nodes.filter(node => node.resourceType === 'test');
      const read = await traceQueries(tests, project, reader);
      const below = belowOf(models, project);
      const changed = new Set([asked.table, ...changing(models), ...below].map(({ uniqueId }) => uniqueId));
      const exposures = project.nodes.filter(node => node.resourceType === 'exposure');
      const typescript = await findTypeScriptReaders(project, columns);
      return {
        ...{ asked, models, below },
        exposures: exposures.filter(({ dependsOn }) => dependsOn.some(id => changed.has(id))),
        tests: tests.filter((_, at) => reachedOf(read[at]!.reads, columns).length > 0),
        unitTests: await reachedUnitTests(project, columns, reader),
        typescript: withoutFiles(typescript, new Set(models.map(({ model }) => model.file))),
      };
    },
  );
}

/** The models with other values or rows; the others only name what changes. */
function changing(models: readonly ReachedModel[]): readonly ReachedModel[] {
  return models.filter(
    ({ columns, rows, unknown }) => columns.length > 0 || rows.length > 0 || unknown !== undefined,
  );
}

function belowOf(
  models: readonly ReachedModel[],
  { graph, nodes }: CheckedProject,
): readonly CompiledModel[] {
  const changed = models.filter(({ rows }) => rows.length > 0).map(({ uniqueId }) => uniqueId);
  const below = descendantsOf(changed, graph);
  const listed = new Set(models.map(({ uniqueId }) => uniqueId));
  return nodes.filter(
    node => node.resourceType === 'model' && below.has(node.uniqueId) && !listed.has(node.uniqueId),
  ) as readonly CompiledModel[];
}

async function reachedUnitTests(
  { nodes, hooks }: CheckedProject,
  columns: readonly ColumnRef[],
  reader: SchemaReader,
): Promise<readonly ReachedUnitTest[]> {
  // The query of a fixture may use what the hooks of a run define.
  await defineInShadow(hooks.start, reader);
  const tests = nodes.filter(node => node.resourceType === 'unit_test');
  const all = await Promise.all(
    tests.map(async test => {
      const { gives, expects } = await unitTestColumns(test, reader);
      return { test, gives: reachedOf(gives, columns), expects: reachedOf(expects, columns) };
    }),
  );
  return all.filter(({ gives, expects }) => gives.length + expects.length > 0);
}

/** Those of the reached columns that are among some, by the names that their tables give them. */
function reachedOf(refs: readonly ColumnRef[], columns: readonly ColumnRef[]): readonly ColumnRef[] {
  const named = new Set(refs.map(columnKey));
  return columns.filter(column => named.has(columnKey(column)));
}

function withoutFiles({ lines, unknown }: TypeScriptReaders, files: ReadonlySet<string>): TypeScriptReaders {
  return { lines: lines.filter(({ file }) => !files.has(file)), unknown };
}
