import type { Column } from '../../columns/column.ts';
import type { ColumnType } from '../../columns/column-type.ts';
import {
  childrenOf,
  expressionsIn,
  hasAggregate,
  isGrouped,
  partsOf,
} from '../../syntax/expression-parts.ts';
import { leavesOf } from '../../syntax/query.ts';
import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import { type Answers, answerProbes, type DescribeAll, type Probe, type Question } from './answer-probes.ts';
import { type Ask, expressionsOf, groupedSelect, type Place, plainSelect } from './probe-selects.ts';
import type { TypedQuery } from './typed-query.ts';

/** What is asked of DuckDB, which holds every table, empty. */
export interface TypeReader {
  /** Trees as SQL, in their order. */
  renderTrees(trees: readonly SyntaxNode[]): Promise<readonly (string | undefined)[]>;
  /** The columns of SQL; undefined when it cannot be bound. */
  describe(sql: string): Promise<readonly Column[] | undefined>;
}

/**
 * Asks DuckDB for the type of every expression in queries: each SELECT is described once more with its parts as columns.
 * No type is guessed here, so that there is nothing to keep in step with DuckDB. All are asked about together, since each call
 * of DuckDB costs more than what it does; and what is the same in several of them once.
 */
export async function typeQueries(
  nodes: readonly SyntaxNode[],
  reader: TypeReader,
): Promise<readonly TypedQuery[]> {
  const probes = new Probes();
  for (const node of nodes) probes.query(node, { ctes: [], put: query => query });
  const known = new Map<string, ReturnType<TypeReader['describe']>>();
  const describe = (sql: string) => {
    const described = known.get(sql) ?? reader.describe(sql);
    known.set(sql, described);
    return described;
  };
  const answers = await probes.answer(async trees => {
    const texts = await reader.renderTrees(trees);
    return Promise.all(texts.map(sql => (sql === undefined ? undefined : describe(sql))));
  });
  return nodes.map(node => ({
    node,
    columns: answers.columns.get(node) ?? [],
    typeOf: expression => answers.types.get(expression),
    comparedAs: comparison => answers.compared.get(comparison),
    columnsOf: part => answers.columns.get(part),
  }));
}

/** How an expression comes to stand in a SELECT, and how its type comes out of the column's. */
interface Frame {
  readonly wrap: (expression: SyntaxNode) => SyntaxNode;
  readonly unwrap: (type: ColumnType) => ColumnType | undefined;
}

const asItIs: Frame = { wrap: expression => expression, unwrap: type => type };

class Probes {
  readonly #probes: Probe[] = [];
  readonly #relations: { readonly part: SyntaxNode; readonly queries: readonly SyntaxNode[] }[] = [];

  query(node: SyntaxNode, outer: Place): void {
    const place = this.#enter(node, outer);
    // What a subquery in an expression returns is the value of that expression.
    if (place.isNested !== true) this.#relations.push({ part: node, queries: [withCtes(node, place)] });
    if (node.type === 'SELECT_NODE') this.#select(node, place);
    for (const side of ['left', 'right']) {
      const part = nodeIn(node, side);
      if (part !== undefined) this.query(part, place);
    }
  }

  async answer(describe: DescribeAll): Promise<Answers> {
    const answers: Answers = { types: new Map(), compared: new Map(), columns: new Map() };
    await this.#answerRelations(describe, answers);
    await answerProbes(this.#probes, describe, answers);
    return answers;
  }

  async #answerRelations(describe: DescribeAll, answers: Answers): Promise<void> {
    for (const way of [0, 1]) {
      const open = this.#relations.filter(
        ({ part, queries }) => !answers.columns.has(part) && queries.length > way,
      );
      const found = await describe(open.map(({ queries }) => queries[way]!));
      for (const [index, columns] of found.entries()) {
        if (columns !== undefined) answers.columns.set(open[index]!.part, columns);
      }
    }
  }

  /** Looks at the common table expressions of a query, which see those before them. */
  #enter(node: SyntaxNode, outer: Place): Place {
    let ctes = outer.ctes;
    for (const entry of listIn(nodeIn(node, 'cte_map') ?? {}, 'map')) {
      const query = nodeIn(nodeIn(nodeIn(entry, 'value') ?? {}, 'query') ?? {}, 'node');
      if (query !== undefined) this.query(query, { ...outer, ctes });
      ctes = [...ctes, entry];
    }
    return { ...outer, ctes };
  }

  #select(node: SyntaxNode, place: Place): void {
    const from = nodeIn(node, 'from_table');
    for (const leaf of leavesOf(from)) this.#leaf(leaf, from!, place);
    const items = listIn(node, 'select_list');
    const named = items.filter(item => textIn(item, 'alias') !== '' && item.class !== 'STAR');
    const isOfGroups = isGrouped(node, items);
    const before = this.#collector(
      place,
      plainSelect(
        node,
        named.filter(item => !hasAggregate(item)),
        place,
      ),
    );
    const aggregated = new Set(named.filter(hasAggregate).map(item => textIn(item, 'alias').toLowerCase()));
    const holds = (part: SyntaxNode) => hasAggregate(part) || namesOneOf(part, aggregated);
    const after = isOfGroups
      ? this.#collector(place, groupedSelect(node, named, place), holds, [before.query])
      : before;
    for (const item of expressionsOf(node)) this.#expression(item, after, before, asItIs);
    for (const collector of new Set([before, after])) collector.end();
  }

  #leaf(leaf: SyntaxNode, from: SyntaxNode, place: Place): void {
    const star = { class: 'STAR', type: 'STAR' };
    const all = { type: 'SELECT_NODE', aggregate_handling: 'STANDARD_HANDLING', select_list: [star] };
    const alone = withCtes({ ...all, from_table: leaf }, place);
    // One that reads columns of those before it cannot stand alone.
    const own = { ...star, relation_name: textIn(leaf, 'alias') || textIn(leaf, 'table_name') };
    const among = withCtes({ ...all, select_list: [own], from_table: from }, place);
    this.#relations.push({ part: leaf, queries: [alone, among] });
    const subquery = nodeIn(nodeIn(leaf, 'subquery') ?? {}, 'node');
    if (subquery !== undefined) this.query(subquery, place);
    if (leaf.type === 'EXPRESSION_LIST') this.#values(leaf, place);
  }

  #values(leaf: SyntaxNode, place: Place): void {
    const nowhere = { type: 'SELECT_NODE', from_table: { type: 'EMPTY' } };
    const collector = this.#collector(place, plainSelect(nowhere, [], place));
    for (const cell of expressionsIn(leaf.values)) this.#expression(cell, collector, collector, asItIs);
    collector.end();
  }

  #collector(place: Place, query: Ask, holds = hasAggregate, otherwise: readonly Ask[] = []): Collector {
    const questions: Question[] = [];
    return {
      ...{ place, query, holds },
      ask: question => questions.push(question),
      end: () => {
        if (questions.length > 0)
          this.#probes.push({ questions, query, otherwise, isNested: place.isNested === true });
      },
    };
  }

  /**
   * @param after for what has aggregates in it
   * @param before for what has none, wherever it stands: it has the same type before rows are grouped
   */
  #expression(node: SyntaxNode, after: Collector, before: Collector, frame: Frame): void {
    const kind = node.class;
    const collector = after.holds(node) ? after : before;
    if (kind !== 'CONSTANT' && kind !== 'STAR') ask(node, collector, frame);
    if (
      kind === 'COMPARISON' ||
      kind === 'BETWEEN' ||
      node.type === 'COMPARE_IN' ||
      node.type === 'COMPARE_NOT_IN'
    )
      askCompared(node, collector, frame);
    if (kind === 'SUBQUERY') this.#subquery(node, after, before, frame);
    for (const child of childrenOf(node)) {
      if (child.class !== 'LAMBDA') this.#expression(child, after, before, frame);
      else this.#lambda(node, child, after, before, frame);
    }
  }

  /** What stands in a lambda is asked for as the element of a list that the lambda makes. */
  #lambda(call: SyntaxNode, lambda: SyntaxNode, after: Collector, before: Collector, frame: Frame): void {
    const body = nodeIn(lambda, 'expr');
    const [list] = listIn(call, 'children');
    if (body === undefined || list === undefined) return;
    const wrap = (expression: SyntaxNode): SyntaxNode => ({
      ...{
        class: 'FUNCTION',
        type: 'FUNCTION',
        function_name: 'list_transform',
        order_bys: { type: 'ORDER_MODIFIER' },
      },
      children: [list, { ...lambda, expr: { ...expression, alias: '' } }],
    });
    this.#expression(body, after, before, {
      wrap: expression => frame.wrap(wrap(expression)),
      unwrap: type => elementOf(frame.unwrap(type)),
    });
  }

  #subquery(node: SyntaxNode, after: Collector, before: Collector, frame: Frame): void {
    const child = nodeIn(node, 'child');
    if (child !== undefined) this.#expression(child, after, before, frame);
    const query = nodeIn(nodeIn(node, 'subquery') ?? {}, 'node');
    if (query === undefined) return;
    // It may name columns of the SELECT around it, so it is asked about where it stands.
    const put = (inner: SyntaxNode) => before.query([{ ...scalar, subquery: { node: inner } }]);
    this.query(query, { ctes: before.place.ctes, put, isNested: true });
  }
}

function withCtes(query: SyntaxNode, { ctes }: Place): SyntaxNode {
  return { ...query, cte_map: { map: ctes } };
}

const scalar = { class: 'SUBQUERY', type: 'SUBQUERY', subquery_type: 'SCALAR', comparison_type: 'INVALID' };

interface Collector {
  /** Whether an expression can only be asked for here. */
  readonly holds: (node: SyntaxNode) => boolean;
  readonly place: Place;
  readonly query: Ask;
  readonly ask: (question: Question) => void;
  readonly end: () => void;
}

function ask(node: SyntaxNode, collector: Collector, frame: Frame): void {
  collector.ask({
    column: frame.wrap(node),
    tell: (type, { types }) => {
      const own = frame.unwrap(type);
      if (own !== undefined) types.set(node, own);
    },
  });
}

/** The elements of a list come to one type as the operands of a comparison do. */
function askCompared(node: SyntaxNode, collector: Collector, frame: Frame): void {
  const operands = childrenOf(node).map(child => ({ ...child, alias: '' }));
  const list = { ...listOf, children: operands };
  collector.ask({
    column: frame.wrap(list),
    tell: (type, { compared }) => {
      const own = elementOf(frame.unwrap(type));
      if (own !== undefined) compared.set(node, own);
    },
  });
}

/** Whether an expression names one of some columns, given in lower case. */
function namesOneOf(node: SyntaxNode, columns: ReadonlySet<string>): boolean {
  return partsOf(node).some(part => {
    const [name = '', ...more] = part.class === 'COLUMN_REF' ? textsIn(part, 'column_names') : [];
    return more.length === 0 && columns.has(name.toLowerCase());
  });
}

const listOf = {
  ...{ class: 'FUNCTION', type: 'FUNCTION', function_name: 'list_value', schema: 'main' },
  order_bys: { type: 'ORDER_MODIFIER' },
};

function elementOf(type: ColumnType | undefined): ColumnType | undefined {
  return type?.kind === 'list' || type?.kind === 'array' ? type.element : undefined;
}
