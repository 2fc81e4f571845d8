import {
  DefaultQueryCompiler,
  type FromNode,
  type GroupByNode,
  type HavingNode,
  type JoinNode,
  type LimitNode,
  type OrderByNode,
  type SetOperationNode,
  type WhereNode,
} from 'kysely';
import { renderLiteral } from '../../columns/literal.ts';

/**
 * Writes Kysely's queries as DuckDB SQL, a line for each clause. Values stand in the text as literals, so that there are
 * never parameters.
 */
export class DuckDbQueryCompiler extends DefaultQueryCompiler {
  /** A blank that a line break may yet take the place of. */
  #held = '';

  protected override append(text: string): void {
    super.append(this.#held);
    this.#held = text === ' ' ? text : '';
    if (text !== ' ') super.append(text);
  }

  protected override appendValue(value: unknown): void {
    this.append(renderLiteral(value));
  }

  protected override appendImmediateValue(value: unknown): void {
    this.append(renderLiteral(value));
  }

  protected override visitFrom(node: FromNode): void {
    this.#line(() => super.visitFrom(node));
  }

  protected override visitJoin(node: JoinNode): void {
    this.#line(() => super.visitJoin(node));
  }

  protected override visitWhere(node: WhereNode): void {
    this.#line(() => super.visitWhere(node));
  }

  protected override visitGroupBy(node: GroupByNode): void {
    this.#line(() => super.visitGroupBy(node));
  }

  protected override visitHaving(node: HavingNode): void {
    this.#line(() => super.visitHaving(node));
  }

  protected override visitSetOperation(node: SetOperationNode): void {
    this.#line(() => super.visitSetOperation(node));
  }

  protected override visitLimit(node: LimitNode): void {
    this.#line(() => super.visitLimit(node));
  }

  /** That of a window stays where it is. */
  protected override visitOrderBy(node: OrderByNode): void {
    if (this.parentNode?.kind === 'SelectQueryNode') this.#line(() => super.visitOrderBy(node));
    else super.visitOrderBy(node);
  }

  /** Only in place of a blank: after a parenthesis, as in `filter(where …)`, there is no new line. */
  #line(visit: () => void): void {
    if (this.#held === ' ') this.#held = '\n';
    visit();
  }
}
