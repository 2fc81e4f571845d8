import type { CompiledHook } from '../compile/hook.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { OnStatement, Session } from '../engines/session.ts';

/**
 * Runs the statements of a hook, one after the other.
 *
 * @param what what messages call it, e.g. `post_hook of users`
 * @throws SparkifyError with the place where the hook is set
 */
export async function runHook(
  hook: CompiledHook,
  session: Session,
  what: string,
  onStatement?: OnStatement,
): Promise<void> {
  const { statements, at } = hook;
  for (const [index, sql] of statements.entries()) {
    try {
      onStatement?.(sql);
      await session.execute(sql);
    } catch (error) {
      if (!(error instanceof SparkifyError) || error.code === 'interrupted') throw error;
      const which = statements.length === 1 ? '' : `, statement ${index + 1} of ${statements.length},`;
      const { code, message, hint } = error;
      throw new SparkifyError(code, `The ${what}${which} failed: ${message}`, {
        at,
        cause: error,
        ...(hint !== undefined && { hint }),
      });
    }
  }
}
