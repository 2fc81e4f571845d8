import { errorDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { TextFile } from '../project/project.ts';
import type { BatchForm, CompiledText, ReadAs, TemplateCompiler } from './compiled-project.ts';
import { locate } from './locate.ts';
import { readStatement } from './sql-statement.ts';

/**
 * Compiles a file that holds one SQL statement, a model or a singular test: outer blanks and final semicolons are
 * removed, comments stay. The SQL may end in a line comment: put a newline after it when wrapping it.
 */
export function compileStatement(file: TextFile, compiler: TemplateCompiler): CompiledText {
  return oneStatement(compiler.compile(file), file.path, { file: file.path, line: 1, column: 1 });
}

/** The same where is_incremental() is true; `readAs` says which table stands in place of one that it reads. */
export function compileIncrement(file: TextFile, compiler: TemplateCompiler, readAs?: ReadAs): CompiledText {
  const at = { file: file.path, line: 1, column: 1 };
  return oneStatement(compiler.compileIncrement(file, readAs), file.path, at);
}

/** The same for one batch of a microbatch model. */
export function compileBatch(file: TextFile, compiler: TemplateCompiler, batch: BatchForm): CompiledText {
  const at = { file: file.path, line: 1, column: 1 };
  return oneStatement(compiler.compileBatch(file, batch), file.path, at);
}

/**
 * The same of what is compiled already.
 *
 * @param title what messages call it
 * @param at where it says that there is no SQL
 */
export function oneStatement(compiled: CompiledText, title: string, at: SourcePosition): CompiledText {
  if (hasErrors(compiled.diagnostics)) return compiled;
  const { text, second, empty } = readStatement(compiled.sql);
  if (empty) {
    const hint = 'Write a SELECT, or remove it.';
    return failed(compiled, errorDiagnostic('bad-sql', `${title} holds no SQL.`, { at, hint }));
  }
  if (second !== undefined) {
    const place = locate(compiled.map, compiled.sql, second);
    const hint = 'A model or test is one SELECT: move the other statement to a file of its own.';
    return failed(
      compiled,
      errorDiagnostic('bad-sql', `${title} holds more than one statement.`, { at: place, hint }),
    );
  }
  const removed = text.length - text.trimStart().length;
  const segments = compiled.map.segments.flatMap(segment =>
    segment.start < removed ? [] : [{ ...segment, start: segment.start - removed }],
  );
  return { ...compiled, sql: text.trim(), map: { ...compiled.map, segments } };
}

function failed(compiled: CompiledText, diagnostic: CompiledText['diagnostics'][number]): CompiledText {
  const map = { file: compiled.map.file, segments: [] };
  return { ...compiled, sql: '', map, diagnostics: [...compiled.diagnostics, diagnostic] };
}
