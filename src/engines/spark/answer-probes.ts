import type { Column } from '../../columns/column.ts';
import type { ColumnType } from '../../columns/column-type.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import type { SyntaxNode } from '../../syntax/syntax-node.ts';
import type { Ask } from './probe-selects.ts';

/** The columns of queries, in their order. */
export type DescribeAll = (
  queries: readonly SyntaxNode[],
) => Promise<readonly (readonly Column[] | undefined)[]>;

/** An expression to ask for, as it can stand in a SELECT, and how its type follows from that of the column. */
export interface Question {
  readonly column: SyntaxNode;
  readonly tell: (type: ColumnType, answers: Answers) => void;
}

export interface Answers {
  readonly types: Map<SyntaxNode, ColumnType>;
  readonly compared: Map<SyntaxNode, ColumnType>;
  readonly columns: Map<SyntaxNode, readonly Column[]>;
}

/** Columns that are asked for together. */
export interface Probe {
  readonly questions: readonly Question[];
  readonly query: Ask;
  /** SELECTs in which a column may stand that cannot stand there. */
  readonly otherwise: readonly Ask[];
  readonly isNested: boolean;
}

/** Of columns that cannot be asked for together, each is asked for by itself. */
export async function answerProbes(
  probes: readonly Probe[],
  describe: DescribeAll,
  answers: Answers,
): Promise<void> {
  const together = probes.filter(({ isNested }) => !isNested);
  const found = await describe(together.map(({ query, questions }) => query(named(questions))));
  let open: readonly Open[] = probes.flatMap(probe => {
    const columns = found[together.indexOf(probe)]?.slice(-probe.questions.length);
    const asked = named(probe.questions);
    return probe.questions.flatMap((question, index) => {
      if (columns === undefined)
        return { question, column: asked[index]!, ways: [probe.query, ...probe.otherwise] };
      question.tell(parseColumnType(columns[index]!.type), answers);
      return [];
    });
  });
  while (open.length > 0) {
    const single = await describe(open.map(({ column, ways }) => ways[0]!([column])));
    open = open.flatMap((each, index) => {
      const column = single[index]?.at(-1);
      if (column !== undefined) each.question.tell(parseColumnType(column.type), answers);
      const ways = each.ways.slice(1);
      return column !== undefined || ways.length === 0 ? [] : [{ ...each, ways }];
    });
  }
}

/** A question that is asked alone, in one SELECT after the other until one has an answer. */
interface Open {
  readonly question: Question;
  readonly column: SyntaxNode;
  readonly ways: readonly Ask[];
}

function named(questions: readonly Question[]): readonly SyntaxNode[] {
  return questions.map(({ column }, index) => ({ ...column, alias: `p${index}` }));
}
