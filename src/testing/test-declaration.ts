import type { Reference } from '../compile/compiled-project.ts';
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
  /** What a singular test reads, and where it says so. */
  readonly references?: readonly Reference[];
  readonly diagnostics: readonly Diagnostic[];
}

export function failed(...diagnostics: readonly Diagnostic[]): CompileOutcome {
  return { test: undefined, diagnostics };
}
