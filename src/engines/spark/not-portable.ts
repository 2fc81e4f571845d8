import { locationOf, type SyntaxNode } from '../../syntax/syntax-node.ts';

/** A construct that has no form in Spark SQL with the same meaning. */
export class NotPortable extends Error {
  override readonly name = 'NotPortable';
  /** What to write instead. */
  readonly hint: string | undefined;
  /** Where in the query, in UTF-16 units. */
  readonly offset: number | undefined;

  constructor(message: string, node: SyntaxNode, hint?: string) {
    super(message);
    this.hint = hint;
    this.offset = locationOf(node);
  }
}
