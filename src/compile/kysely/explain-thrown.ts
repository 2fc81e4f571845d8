import { thrownAt } from '../../config/thrown-at.ts';
import { type Diagnostic, errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../../diagnostics/position.ts';
import type { TypeScriptModel } from '../query-compiler.ts';

/** What a query function threw, at the place in the model where it came from. */
export function explainThrown(
  error: unknown,
  { name, path }: TypeScriptModel,
  at: SourcePosition,
): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  const place = thrownAt(error, path, `/${path}`) ?? at;
  const stack = ownFrames(error, path);
  return errorDiagnostic('bad-query', `The query of "${name}" failed: ${reason}`, {
    at: place,
    ...(stack.length === 0 ? {} : { hint: stack.join('\n') }),
  });
}

/** The frames of the stack from the throw up to the model's own file: what lies beneath is not the user's. */
function ownFrames(error: unknown, path: string): readonly string[] {
  const frames = (error instanceof Error ? (error.stack ?? '') : '')
    .split('\n')
    .map(line => line.trim())
    .filter(
      line => line.startsWith('at ') && line.includes('file://') && !/\/node_modules\/|\/dist\//.test(line),
    );
  const own = frames.findLastIndex(line => line.includes(`/${path}`));
  // One frame is the place of the message itself.
  return own <= 0 ? [] : frames.slice(0, own + 1).map(line => line.replace(/\?load=\d+/, ''));
}
