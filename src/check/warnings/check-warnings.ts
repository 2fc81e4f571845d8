import type { Column } from '../../columns/column.ts';
import type { TableNode } from '../../compile/node.ts';
import type { RuleLevels } from '../../config/rules.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Graph } from '../../graph/graph.ts';
import { enter } from '../../syntax/query.ts';
import { QueryColumns } from '../../syntax/query-columns.ts';
import type { Parser } from '../schema-reader.ts';
import { warningNames, warnings } from './registry.ts';
import type { ParsedModel, WarningInput } from './warning.ts';

export interface CheckWarningsInput {
  readonly graph: Graph;
  /** Those whose columns are known and whose query binds. */
  readonly nodes: readonly TableNode[];
  readonly columns: ReadonlyMap<string, readonly Column[]>;
  readonly parser: Parser;
  readonly rules: RuleLevels;
  readonly published: WarningInput['published'];
}

/** What is allowed and seldom meant, each as severe as the project's rules say. Queries are parsed only if one asks. */
export async function checkWarnings(input: CheckWarningsInput): Promise<readonly Diagnostic[]> {
  const { graph, nodes, columns, parser, rules, published } = input;
  const active = warningNames.filter(name => rules[name] !== 'off');
  const parsed = active.some(name => warnings[name].needsSyntax) ? await parseModels(nodes, parser) : [];
  const byRelation = new Map(
    nodes.map(({ relation, uniqueId }) => [
      relationKey(relation.schema, relation.name),
      columns.get(uniqueId),
    ]),
  );
  const queryColumns = new QueryColumns((schema, name) => byRelation.get(relationKey(schema, name)));
  return active.flatMap(code => {
    const level = rules[code];
    if (level === 'off') return [];
    const found = warnings[code].find({ graph, nodes, columns, parsed, queryColumns, published });
    return found.map(finding => ({ code, severity: level, ...finding }));
  });
}

async function parseModels(nodes: readonly TableNode[], parser: Parser): Promise<readonly ParsedModel[]> {
  const models = nodes.filter(node => node.resourceType === 'model');
  const trees = await parser.syntaxTrees(models.map(({ sql }) => sql));
  return models.flatMap((model, index) => {
    const tree = trees[index];
    return tree === undefined ? [] : { model, query: enter(tree, new Map()) };
  });
}

function relationKey(schema: string, name: string): string {
  return `${schema.toLowerCase()}\0${name.toLowerCase()}`;
}
