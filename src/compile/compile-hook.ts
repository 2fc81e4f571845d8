import type { Relation } from '../columns/relation.ts';
import type { JsonValue } from '../config/json-value.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { Reference, TemplateCompiler } from './compiled-project.ts';
import type { CompiledHook, Hook } from './hook.ts';
import { splitStatements } from './sql-statement.ts';

export interface HookScope {
  /** What `this` is. */
  readonly self?: Relation;
  /** What `results` is, at the end of a run. */
  readonly results?: readonly JsonValue[];
}

export interface HookOutcome {
  readonly hook: CompiledHook;
  readonly references: readonly Reference[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Renders a hook and takes its statements apart. Places inside of its text are none of the file: errors stand at its key. */
export function compileHook(hook: Hook, compiler: TemplateCompiler, scope: HookScope = {}): HookOutcome {
  const { text, at } = hook;
  const { self, results } = scope;
  const compiled = compiler.compile({ path: at.file, text }, self, results && { results });
  const diagnostics = compiled.diagnostics.map(diagnostic =>
    diagnostic.at?.file === at.file ? { ...diagnostic, at } : diagnostic,
  );
  const statements = hasErrors(diagnostics) ? [] : splitStatements(compiled.sql);
  const references = compiled.references.map(({ uniqueId }) => ({ uniqueId, at }));
  return { hook: { text, at, statements, macros: compiled.macros }, references, diagnostics };
}
