import type { TypeScriptMacro } from '../../project/project.ts';
import type { Builtin } from './builtins.ts';
import { describeValue, toJsonValue } from './values.ts';

/** A TypeScript macro as a function of templates. What it throws becomes a diagnostic at the call. */
export function typeScriptBuiltin({ name, path, call }: TypeScriptMacro): Builtin {
  return ({ args, at, session }) => {
    try {
      const text: unknown = call(...args.map(toJsonValue));
      if (typeof text === 'string') return text;
      const hint = 'A macro gives back text: SQL, or part of it.';
      session.report(
        'macro-failed',
        `The macro ${name} of ${path} gave back ${describeValue(text)}.`,
        at,
        hint,
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      session.report('macro-failed', `The macro ${name} of ${path} failed: ${reason}`, at);
    }
    return '';
  };
}
