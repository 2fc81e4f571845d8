import type { Column } from '../columns/column.ts';
import { withoutRepetition } from '../compile/in-macro.ts';
import type {
  BuiltNode,
  CompiledSource,
  CompiledTest,
  CompiledUnitTest,
  TableNode,
} from '../compile/node.ts';
import type { RuleLevels } from '../config/rules.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Graph } from '../graph/graph.ts';
import { buildShadow, type Shadow, withoutTypes } from './build-shadow.ts';
import { checkBatches } from './check-batches.ts';
import { createDriftTables, createReleasedTables } from './check-comparison.ts';
import { checkFollows } from './check-follows.ts';
import { checkFreshness } from './check-freshness.ts';
import { checkIncrements } from './check-increments.ts';
import { checkNewFiles } from './check-new-files.ts';
import { checkTest } from './check-test.ts';
import { checkUnitTest } from './check-unit-test.ts';
import { HiddenTables } from './hidden-tables.ts';
import { checkReadable } from './readable-columns.ts';
import { checkSourceEventTime } from './rules/event-time.ts';
import { rules } from './rules/registry.ts';
import type { SchemaReader } from './schema-reader.ts';
import { checkWarnings } from './warnings/check-warnings.ts';
import type { WarningInput } from './warnings/warning.ts';

export interface CheckInput {
  readonly graph: Graph;
  readonly nodes: readonly TableNode[];
  readonly tests: readonly CompiledTest[];
  readonly unitTests?: readonly CompiledUnitTest[];
  readonly reader: SchemaReader;
  /** By unique id: only the engine can find the types in a seed file. */
  readonly seedColumns: Readonly<Record<string, readonly Column[]>>;
  readonly rules: RuleLevels;
  /** Of the partitioned tables of the last release that are many files, by their names in the lake. */
  readonly published?: WarningInput['published'] | undefined;
}

/**
 * Binds every query of a project against an empty shadow of it, then applies the static rules. Reads no data.
 *
 * @returns the columns of every table that could be typed, by unique id, and the tables of which some types are assumed.
 */
export async function checkGraph(input: CheckInput): Promise<{
  readonly diagnostics: readonly Diagnostic[];
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  readonly assumed: readonly string[];
}> {
  const { graph, nodes, tests, unitTests = [], reader, rules: levels, published = new Map() } = input;
  const hidden = new HiddenTables(nodes, reader);
  const shadow = await buildShadow(input, hidden);
  const diagnostics = [...shadow.diagnostics];
  for (const node of nodes) {
    const columns = shadow.columns.get(node.uniqueId);
    if (columns === undefined || shadow.broken.has(node.uniqueId)) continue;
    if (node.resourceType === 'source') diagnostics.push(...(await checkSource(node, shadow, reader)));
    else diagnostics.push(...checkRules(node, columns, shadow.assumed.has(node.uniqueId)));
  }
  diagnostics.push(...(await checkIncrements(nodes, shadow, reader, hidden)));
  diagnostics.push(...checkBatches(nodes, shadow));
  diagnostics.push(...(await checkNewFiles(nodes, shadow, reader)));
  diagnostics.push(...(await checkFollows(nodes, shadow, reader)));
  await createReleasedTables(tests, shadow.columns, reader);
  await createDriftTables(tests, nodes, reader);
  // All at once: what the engine binds and what is made of it here take turns.
  const ofTests = tests.map(async test => {
    const judged = test.dependsOn.some(parent => shadow.assumed.has(parent)) ? withoutTypes : everything;
    return judged(await checkTest(test, shadow.columns, reader, hidden));
  });
  const ofUnitTests = unitTests.map(test => checkUnitTest(test, shadow.columns, reader));
  diagnostics.push(...(await Promise.all([...ofTests, ...ofUnitTests])).flat());
  const sound = nodes.filter(({ uniqueId }) => shadow.columns.has(uniqueId) && !shadow.broken.has(uniqueId));
  diagnostics.push(
    ...(await checkWarnings({
      graph,
      nodes: sound,
      columns: shadow.columns,
      parser: reader,
      rules: levels,
      published,
    })),
  );
  const [columns, assumed] = [Object.fromEntries(shadow.columns), [...shadow.assumed]];
  return { diagnostics: withoutRepetition(diagnostics), columns, assumed };
}

async function checkSource(
  source: CompiledSource,
  shadow: Shadow,
  reader: SchemaReader,
): Promise<readonly Diagnostic[]> {
  const columns = shadow.columns.get(source.uniqueId)!;
  const isAssumed = shadow.assumed.has(source.uniqueId);
  const freshness = await checkFreshness(source, shadow.columns, reader);
  return [
    ...checkReadable(source, columns),
    ...(isAssumed ? withoutTypes(freshness) : freshness),
    ...(isAssumed ? [] : checkSourceEventTime(source, columns)),
  ];
}

function checkRules(node: BuiltNode, columns: readonly Column[], isAssumed: boolean): readonly Diagnostic[] {
  if (!isAssumed) return rules.flatMap(rule => rule.check(node, columns));
  return withoutTypes(rules.filter(rule => !rule.isOfTypes).flatMap(rule => rule.check(node, columns)));
}

function everything(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics;
}
