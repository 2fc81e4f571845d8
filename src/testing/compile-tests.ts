import { checkAccess, type Reader } from '../compile/check-access.ts';
import { checkGroup } from '../compile/check-group.ts';
import type { CompiledProject, TemplateCompiler } from '../compile/compiled-project.ts';
import type { CompiledTest, TableNode } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { renderPosition } from '../diagnostics/position.ts';
import type { DeclaredGroup, Project } from '../project/project.ts';
import { compileGenericTest } from './compile-generic-test.ts';
import { compileSingularTest } from './compile-singular-test.ts';
import { compileConstraint } from './constraint.ts';
import type { CompileOutcome, TestDeclaration } from './test-declaration.ts';

export interface TestInput {
  readonly projectName: string;
  readonly project: Pick<Project, 'singularTests' | 'groups'>;
  readonly compiled: CompiledProject;
  readonly compiler: TemplateCompiler;
}

/** Turns every enabled data test of a project into a query that returns what is wrong, sorted by unique id. */
export function compileTests({ projectName, project, compiled, compiler }: TestInput): {
  readonly tests: readonly CompiledTest[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const outcomes = [
    ...compiled.nodes.flatMap(declarations).map(one => compileGenericTest(one, projectName, compiler)),
    ...compiled.nodes.flatMap(node => constraintsOf(node, projectName, compiler)),
    ...project.singularTests.map(file => compileSingularTest(file, projectName, compiler)),
  ];
  const known = new Set(compiled.nodes.map(node => node.uniqueId));
  const found = outcomes.flatMap(({ test }) => test ?? []);
  const sound = found.filter(test => test.dependsOn.every(id => known.has(id)));
  const { tests, twins } = withoutTwins(sound);
  // A table is missing because it did not compile, which was said, or because it is disabled.
  const orphans = hasErrors(compiled.diagnostics) ? [] : found.filter(test => !sound.includes(test));
  return {
    tests: tests.sort((a, b) => (a.uniqueId < b.uniqueId ? -1 : 1)),
    diagnostics: [
      ...outcomes.flatMap(({ diagnostics }) => diagnostics),
      ...orphans.map(disabledRef),
      ...twins,
      ...checkGroups(outcomes, project.groups),
      ...checkAccess(outcomes.flatMap(reader), compiled.nodes),
    ],
  };
}

/** A test that a table declares is of that table's group. */
function reader({ test, references }: CompileOutcome): readonly Reader[] {
  if (test === undefined) return [];
  const { group, dependsOn, at } = test;
  return [
    { label: labelOf(test), group, references: references ?? dependsOn.map(uniqueId => ({ uniqueId, at })) },
  ];
}

/** Of singular tests; what is wrong with the group of a table is said where the table is. */
function checkGroups(
  outcomes: readonly CompileOutcome[],
  groups: readonly DeclaredGroup[],
): readonly Diagnostic[] {
  return outcomes.flatMap(({ test }) =>
    test?.testType === 'singular' ? checkGroup(test.group, labelOf(test), groups, test.at) : [],
  );
}

function labelOf({ name }: CompiledTest): string {
  return `the test "${name}"`;
}

function declarations(node: TableNode): readonly TestDeclaration[] {
  return [
    ...node.tests.map(declared => ({ declared, node, column: undefined })),
    ...node.columns.flatMap(({ name, tests }) => tests.map(declared => ({ declared, node, column: name }))),
  ];
}

function constraintsOf(
  node: TableNode,
  projectName: string,
  compiler: TemplateCompiler,
): readonly CompileOutcome[] {
  if (node.resourceType === 'source') return [];
  return node.constraints.map(declared => compileConstraint(declared, node, projectName, compiler));
}

/** Tests are known by their names on the command line and in target/, so two may not share one. */
function withoutTwins(tests: readonly CompiledTest[]): {
  tests: CompiledTest[];
  twins: readonly Diagnostic[];
} {
  const byName = new Map<string, CompiledTest>();
  const twins: Diagnostic[] = [];
  for (const test of tests) {
    const first = byName.get(test.name);
    if (first === undefined) byName.set(test.name, test);
    else if (!wasSaid(first, test)) twins.push(twin(first, test));
  }
  return { tests: [...byName.values()], twins };
}

/** One declaration of a model that is there twice, or two files of one name. */
function wasSaid(first: CompiledTest, second: CompiledTest): boolean {
  if (first.testType === 'singular' && second.testType === 'singular') return true;
  return renderPosition(first.at) === renderPosition(second.at);
}

function twin(first: CompiledTest, second: CompiledTest): Diagnostic {
  const same = first.uniqueId === second.uniqueId;
  return errorDiagnostic(
    'duplicate-name',
    `The test ${second.name} is declared twice: also at ${renderPosition(first.at)}.`,
    {
      at: second.at,
      hint: same ? 'Remove one of the two, or give one a name:.' : 'Give one of the two a name:.',
    },
  );
}

function disabledRef(test: CompiledTest): Diagnostic {
  return errorDiagnostic('disabled-ref', `The test ${test.name} reads a model that is disabled.`, {
    at: test.at,
    hint: 'Disable the test too, with enabled: false in its config.',
  });
}
