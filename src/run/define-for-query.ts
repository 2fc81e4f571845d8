import { isDefinition } from '../compile/definitions.ts';
import type { RunHook } from '../compile/hook.ts';
import type { Session } from '../engines/session.ts';
import { runHook } from './run-hook.ts';

/** Gives a session the macros, types and variables that queries may use, and runs nothing else of the hooks. */
export async function defineForQuery(hooks: readonly RunHook[], session: Session): Promise<void> {
  for (const hook of hooks) {
    const statements = hook.statements.filter(isDefinition);
    await runHook({ ...hook, statements }, session, `hook ${hook.name}`);
  }
}
