import { compileStatement } from '../compile/compile-statement.ts';
import type { CompiledText, TemplateCompiler } from '../compile/compiled-project.ts';
import {
  type CompiledModel,
  type CompiledUnitTest,
  type GivenTable,
  isTable,
  type TableNode,
} from '../compile/node.ts';
import { isTypeScriptModel, type QueryCompiler } from '../compile/query-compiler.ts';
import { createTemplateCompiler } from '../compile/template-compiler.ts';
import { unitTestId } from '../compile/unique-id.ts';
import type { Config } from '../config/config.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { renderPosition } from '../diagnostics/position.ts';
import type { Overrides, UnitTest } from '../project/fixture.ts';
import type { ModelFile, Project } from '../project/project.ts';
import { givenTables } from './given-tables.ts';

export interface UnitTestContext {
  readonly project: Project;
  readonly config: Config;
  /** Every enabled model, seed and source. */
  readonly nodes: readonly TableNode[];
  /** The project's own, for what overrides nothing. */
  readonly compiler: TemplateCompiler;
  readonly queries: QueryCompiler;
}

type CompileQuery = (model: ModelFile) => CompiledText;

interface Compiled {
  readonly tests: readonly CompiledUnitTest[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Settles what each unit test runs: the SQL of its model, under its overrides, over the tables that it gives. */
export function compileUnitTests(context: UnitTestContext): Compiled {
  const compilers = new Map<string, CompileQuery>();
  const compilerFor = (overrides: Overrides) => {
    const key = JSON.stringify(overrides);
    const known = compilers.get(key) ?? compilerUnder(overrides, context);
    compilers.set(key, known);
    return known;
  };
  const seen = new Map<string, CompiledUnitTest>();
  const outcomes = context.project.unitTests.map((test): Compiled => {
    const { tests, diagnostics } = compileUnitTest(test, context, compilerFor);
    const [compiled] = tests;
    const twin = compiled && seen.get(compiled.uniqueId);
    if (twin !== undefined) return { tests: [], diagnostics: [twice(compiled!, twin)] };
    if (compiled !== undefined) seen.set(compiled.uniqueId, compiled);
    return { tests, diagnostics };
  });
  return {
    tests: [...seen.values()].sort((a, b) => (a.uniqueId < b.uniqueId ? -1 : 1)),
    diagnostics: outcomes.flatMap(({ diagnostics }) => diagnostics),
  };
}

function compileUnitTest(
  test: UnitTest,
  context: UnitTestContext,
  compilerFor: (overrides: Overrides) => CompileQuery,
): Compiled {
  const { nodes, project, config } = context;
  const models = nodes.filter(node => node.resourceType === 'model');
  const model = models.find(({ name }) => name === test.model);
  if (model === undefined) return failed(missingModel(test, models, project));
  const unknown = unknownMacro(test, context);
  if (unknown !== undefined) return failed(unknown);
  const file = project.models.find(({ name }) => name === model.name)!;
  const overridden = hasOverrides(test.overrides) ? compilerFor(test.overrides)(file) : model;
  const diagnostics = 'diagnostics' in overridden ? overridden.diagnostics : [];
  if (hasErrors(diagnostics)) return { tests: [], diagnostics };
  const { given, diagnostics: wrong } = givenTables(test, model, overridden.dependsOn, context);
  if (hasErrors(wrong)) return { tests: [], diagnostics: wrong };
  return { tests: [unitTestNode(test, model, overridden, given, config.name)], diagnostics: [] };
}

function unitTestNode(
  test: UnitTest,
  model: CompiledModel,
  { sql, map, macros }: Pick<CompiledModel, 'sql' | 'map' | 'macros'>,
  given: readonly GivenTable[],
  project: string,
): CompiledUnitTest {
  const { name, description, tags, meta, expect, overrides, at } = test;
  return {
    ...{ resourceType: 'unit_test', testType: 'unit', name, description, tags, meta, expect, overrides, at },
    ...{ given, sql, map, macros },
    uniqueId: unitTestId(project, model.name, name),
    file: at.file,
    dependsOn: [model.uniqueId],
    model: { uniqueId: model.uniqueId, name: model.name, relation: model.relation },
    modelFile: model.file,
  };
}

/** A compiler to which variables, the environment and macros are what a test says. */
function compilerUnder(
  { macros, vars, env }: Overrides,
  { project, config, nodes, queries }: UnitTestContext,
): CompileQuery {
  const changed = { ...config, vars: { ...config.vars, ...vars }, env: { ...config.env, ...env } };
  const compiler = createTemplateCompiler(project, changed, plainNames(macros, config.name));
  for (const node of nodes.filter(isTable)) {
    if (node.resourceType !== 'source') compiler.place(node.name, node.relation);
  }
  const under = queries.under(changed, compiler);
  return model => (isTypeScriptModel(model) ? under.compile(model) : compileStatement(model, compiler));
}

function hasOverrides({ macros, vars, env }: Overrides): boolean {
  return [macros, vars, env].some(part => Object.keys(part).length > 0);
}

/** dbt also takes a macro with the project in front of it: `shop.cents`. */
function plainNames<T>(macros: Readonly<Record<string, T>>, project: string): Readonly<Record<string, T>> {
  const prefix = `${project}.`;
  return Object.fromEntries(
    Object.entries(macros).map(([name, value]) => [
      name.startsWith(prefix) ? name.slice(prefix.length) : name,
      value,
    ]),
  );
}

function unknownMacro(
  { overrides, name, at }: UnitTest,
  { config, compiler }: UnitTestContext,
): Diagnostic | undefined {
  const known = [...compiler.macros.keys(), 'is_incremental'];
  const wrong = Object.keys(plainNames(overrides.macros, config.name)).find(macro => !known.includes(macro));
  if (wrong === undefined) return undefined;
  const hint = didYouMean(wrong, known);
  return errorDiagnostic(
    'bad-unit-test',
    `The unit test ${name} overrides the macro "${wrong}", which does not exist.`,
    {
      ...{ at, ...(hint === undefined ? {} : { hint }) },
    },
  );
}

function missingModel(test: UnitTest, models: readonly CompiledModel[], project: Project): Diagnostic {
  const isBroken = project.models.some(({ name }) => name === test.model);
  const message = isBroken
    ? `The unit test ${test.name} is for the model "${test.model}", which is disabled or has errors.`
    : `The unit test ${test.name} is for the model "${test.model}", which does not exist.`;
  const hint = didYouMean(
    test.model,
    models.map(({ name }) => name),
    'Name a model of the project under model:.',
  );
  return errorDiagnostic('unknown-ref', message, {
    at: test.modelAt,
    hint: isBroken ? 'Disable the unit test, too: config: { enabled: false }.' : hint!,
  });
}

function twice(test: CompiledUnitTest, first: CompiledUnitTest): Diagnostic {
  return errorDiagnostic(
    'duplicate-name',
    `The model ${test.model.name} has two unit tests named ${test.name}: also at ${renderPosition(first.at)}.`,
    { at: test.at, hint: 'Rename one of them.' },
  );
}

function failed(diagnostic: Diagnostic): Compiled {
  return { tests: [], diagnostics: [diagnostic] };
}
