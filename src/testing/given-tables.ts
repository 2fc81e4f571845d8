import type { TemplateCompiler } from '../compile/compiled-project.ts';
import type { CompiledModel, GivenTable, SeedRows, TableNode } from '../compile/node.ts';
import { referenceIn } from '../compile/reference-in.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Fixture, NoRows, UnitTest } from '../project/fixture.ts';

export interface GivenContext {
  readonly nodes: readonly TableNode[];
  readonly compiler: TemplateCompiler;
}

/** What stands in place of each table that a model reads. Each must be given, and nothing else. */
export function givenTables(
  test: UnitTest,
  model: CompiledModel,
  reads: readonly string[],
  { nodes, compiler }: GivenContext,
): { readonly given: readonly GivenTable[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  const given = test.given.flatMap(({ input, fixture }): GivenTable[] => {
    const found =
      input.trim() === 'this' ? { table: model.uniqueId } : tableOf(input, fixture.at.file, compiler);
    const node = found.table === undefined ? undefined : byId.get(found.table);
    if (node === undefined) {
      diagnostics.push({ ...wrongInput(test, input), ...found.problem, at: fixture.at });
      return [];
    }
    if (node !== model && !reads.includes(node.uniqueId)) {
      const hint = `It reads ${inputs(reads, byId).join(', ') || 'nothing'}.`;
      const message = `The unit test ${test.name} gives ${input}, which ${model.name} does not read.`;
      diagnostics.push(errorDiagnostic('bad-unit-test', message, { at: fixture.at, hint }));
    }
    return [{ table: node.uniqueId, relation: node.relation, input, fixture: rowsOf(fixture, node) }];
  });
  const tables = given.map(({ table }) => table);
  const twice = given.find(({ table }, index) => tables.indexOf(table) < index);
  if (twice !== undefined) {
    const message = `The unit test ${test.name} gives ${twice.input} twice.`;
    diagnostics.push(
      errorDiagnostic('bad-unit-test', message, { at: twice.fixture.at, hint: 'Join the rows.' }),
    );
  }
  const missing =
    diagnostics.length > 0
      ? []
      : inputs(
          reads.filter(id => !tables.includes(id)),
          byId,
        );
  if (missing.length > 0) {
    const message = `The unit test ${test.name} does not give ${missing.join(', ')}, which ${model.name} reads.`;
    const hint = `Add an input under given:, e.g. { input: ${missing[0]}, rows: [] }.`;
    diagnostics.push(errorDiagnostic('bad-unit-test', message, { at: test.at, hint }));
  }
  return { given, diagnostics };
}

/** As in dbt, a seed of which no rows are written has those of its file, and any other table has none. */
function rowsOf(fixture: Fixture | NoRows, node: TableNode): Fixture | SeedRows {
  if (fixture.format !== 'none') return fixture;
  const { at } = fixture;
  return node.resourceType === 'seed'
    ? { format: 'seed', seed: node, at }
    : { format: 'dict', columns: [], rows: [], at };
}

function tableOf(
  input: string,
  file: string,
  compiler: TemplateCompiler,
): { readonly table: string | undefined; readonly problem?: Diagnostic | undefined } {
  const call = referenceIn(input);
  if (call === undefined) return { table: undefined };
  const { references, diagnostics } = compiler.compile({ path: file, text: `{{ ${call} }}` });
  return { table: references[0]?.uniqueId, problem: diagnostics[0] };
}

function wrongInput({ name }: UnitTest, input: string): Diagnostic {
  return errorDiagnostic('bad-unit-test', `The unit test ${name} gives "${input}", which names no table.`, {
    hint: "Write ref('model'), source('source', 'table') or this.",
  });
}

/** `ref('stg_events')`, `source('raw', 'events')`. */
function inputs(ids: readonly string[], nodes: ReadonlyMap<string, TableNode>): readonly string[] {
  return ids.flatMap(id => {
    const node = nodes.get(id);
    return node === undefined ? [] : inputOf(node);
  });
}

/** How a unit test names a table. */
export function inputOf(node: TableNode): string {
  return node.resourceType === 'source' ? `source('${node.source}', '${node.name}')` : `ref('${node.name}')`;
}
