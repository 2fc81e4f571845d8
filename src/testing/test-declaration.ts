import type { Reader } from '../compile/check-access.ts';
import type { CompiledTest, TableNode } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DeclaredTest } from '../project/project.ts';

/** A test as YAML declares it on a table or on one of its columns. */
export interface TestDeclaration {
  readonly declared: DeclaredTest;
  readonly node: TableNode;
  /** Undefined when the test is declared on the table as a whole. */
  readonly column: string | undefined;
}

export interface CompileOutcome {
  /** Undefined when the test is disabled or wrong. */
  readonly test: CompiledTest | undefined;
  /** What it reads and for which group; of a singular test, which belongs to no table. */
  readonly reading?: Pick<Reader, 'group' | 'references'>;
  readonly diagnostics: readonly Diagnostic[];
}

export function failed(...diagnostics: readonly Diagnostic[]): CompileOutcome {
  return { test: undefined, diagnostics };
}
