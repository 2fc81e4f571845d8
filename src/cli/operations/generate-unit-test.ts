import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { CheckedProject } from '../../check/checked-project.ts';
import type { ModelLineage } from '../../check/lineage/lineage.ts';
import { traceLineage } from '../../check/lineage/trace-lineage.ts';
import type { SchemaReader } from '../../check/schema-reader.ts';
import { renderRelation } from '../../columns/relation.ts';
import { type CompiledModel, isTable, type TableNode } from '../../compile/node.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Session } from '../../engines/session.ts';
import { buildGraph } from '../../graph/build-graph.ts';
import { appendUnitTest } from '../../project/append-unit-test.ts';
import { openProjectLake } from '../../release/open-project-lake.ts';
import { collectFixture, type FixtureParent } from '../../run/collect-fixture.ts';
import { queryNode, queryRows } from '../../run/query-rows.ts';
import { targetError } from '../../storage/disk-error.ts';
import { inputOf } from '../../testing/given-tables.ts';
import { withSession } from './with-session.ts';

export interface GenerateOptions extends ProjectOptions {
  readonly model: string;
  /** A condition in SQL on columns of tables that the model reads. */
  readonly where: string | undefined;
  readonly name: string | undefined;
  readonly limit: number;
}

export interface GeneratedUnitTest {
  readonly name: string;
  /** Relative to the project. */
  readonly file: string;
  readonly given: readonly { readonly input: string; readonly rows: number }[];
  readonly expected: number;
}

/** Writes a unit test out of rows that are really there: published ones, or computed on the way. */
export function generateUnitTest(options: GenerateOptions): Promise<GeneratedUnitTest> {
  return withSession(
    options,
    project => project,
    async (project, session) => {
      const model = findModel(options.model, project);
      const reader = await session.createShadow();
      const parents = await chooseParents(model, options.where, project, reader, session);
      await computeTables(model, project, session);
      const columns = project.columns[model.uniqueId]!;
      const { given, expected } = await session.withSandbox(sandbox =>
        collectFixture(
          { sql: model.sql, columns },
          parents.map(({ fixture }) => fixture),
          options.limit,
          sandbox,
        ),
      );
      const name = options.name ?? freeName(model, project);
      const inputs = parents.map(({ node }, index) => ({ input: inputOf(node), rows: given[index]! }));
      const description =
        options.where === undefined ? 'Of real rows.' : `Of real rows, where ${options.where}`;
      const file = propertiesFile(model, project);
      write(join(project.config.projectDir, file), file, {
        ...{ name, description, model: model.name },
        given: inputs,
        expect: { rows: expected },
      });
      return {
        ...{ name, file, expected: expected.length },
        given: inputs.map(({ input, rows }) => ({ input, rows: rows.length })),
      };
    },
  );
}

function findModel(name: string, { nodes }: CheckedProject): CompiledModel {
  const models = nodes.filter(node => node.resourceType === 'model');
  const model = models.find(each => each.name === name);
  if (model !== undefined) return model;
  const hint = didYouMean(
    name,
    models.map(each => each.name),
    'See what there is with: sparkify ls',
  );
  throw new SparkifyError('unknown-ref', `There is no model "${name}".`, { exitCode: 2, hint: hint! });
}

interface Parent {
  readonly node: TableNode;
  readonly fixture: FixtureParent;
}

/** Every table that the model reads, with the columns that it uses of it, and the condition where it has its columns. */
async function chooseParents(
  model: CompiledModel,
  where: string | undefined,
  project: CheckedProject,
  reader: SchemaReader,
  session: Session,
): Promise<readonly Parent[]> {
  const lineages = await traceLineage({ ...project, nodes: [...project.nodes.filter(isTable)] }, reader);
  const lineage = lineages.find(({ uniqueId }) => uniqueId === model.uniqueId)!;
  const nodes = project.nodes.filter(isTable).filter(({ uniqueId }) => model.dependsOn.includes(uniqueId));
  const parents: Parent[] = [];
  for (const node of nodes) {
    const columns = project.columns[node.uniqueId]!;
    const used = columns.filter(({ name }) => isUsed(lineage, node.uniqueId, name));
    const isAsked = where !== undefined && (await hasColumns(node, where, project, session));
    // Without a condition the first table gives its first rows, and the others what belongs to them.
    const isFirst = where === undefined && parents.length === 0;
    const condition = isAsked ? where : isFirst ? 'true' : undefined;
    parents.push({ node, fixture: { relation: node.relation, columns, used, where: condition } });
  }
  if (nodes.length > 0 && parents.every(({ fixture }) => fixture.where === undefined)) {
    throw new SparkifyError('bad-usage', `No table that ${model.name} reads can be asked: ${where}`, {
      exitCode: 2,
      hint: `It reads ${nodes.map(inputOf).join(', ')}: name columns of one of them.`,
    });
  }
  return parents;
}

/** Rows hold what the model needs and nothing else: names and addresses that it does not read stay where they are. */
function isUsed({ columns, rows, reads, rowsUnknown }: ModelLineage, table: string, column: string): boolean {
  if (rowsUnknown !== undefined || columns.some(({ unknown }) => unknown !== undefined)) return true;
  const all = [...columns.flatMap(({ inputs }) => inputs), ...rows, ...reads];
  return all.some(input => input.table === table && input.column === column);
}

/** Asked of an empty table, so that nothing is read yet. */
async function hasColumns(
  node: TableNode,
  where: string,
  project: CheckedProject,
  session: Session,
): Promise<boolean> {
  const reader = await session.createShadow();
  await reader.createTables([{ relation: node.relation, columns: project.columns[node.uniqueId]! }]);
  return (await reader.describe(`SELECT 1 FROM ${renderRelation(node.relation)} WHERE (${where}\n)`)).ok;
}

/** Makes the session know every table that the model reads. */
async function computeTables(model: CompiledModel, project: CheckedProject, session: Session): Promise<void> {
  const map = { file: model.file, segments: [] };
  const { dependsOn } = model;
  const query = queryNode(project.config, { sql: 'SELECT 1', map, dependsOn, macros: [] });
  const nodes = [...project.nodes, query];
  const lake = openProjectLake(project.config, session);
  await queryRows({ ...project, nodes, graph: buildGraph(nodes).graph, session, lake, query, limit: 1 });
}

function freeName(model: CompiledModel, { nodes }: CheckedProject): string {
  const taken = new Set(nodes.filter(node => node.resourceType === 'unit_test').map(({ name }) => name));
  for (let count = 1; ; count++) {
    const name = `${model.name}_of_real_rows_${count}`;
    if (!taken.has(name)) return name;
  }
}

/** Where the model has its properties, else a file beside it. */
function propertiesFile({ columns, tests, file, name }: CompiledModel, { nodes }: CheckedProject): string {
  const known = columns[0]?.at ?? tests[0]?.at;
  const tested = nodes.find(node => node.resourceType === 'unit_test' && node.model.name === name);
  return tested?.file ?? known?.file ?? posix.join(posix.dirname(file), `${name}.yml`);
}

function write(path: string, file: string, test: Parameters<typeof appendUnitTest>[1]): void {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const added = appendUnitTest(text, test);
  if (added === undefined) {
    throw new SparkifyError('bad-property', `Nothing can be added to the unit_tests of ${file}.`, {
      exitCode: 2,
      hint: 'Write its list line by line, each entry after a dash.',
    });
  }
  try {
    writeFileSync(path, added);
  } catch (error) {
    throw targetError(error, dirname(path));
  }
}
