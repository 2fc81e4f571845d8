import type { CompiledModel } from '../../compile/node.ts';
import { bindDiagnostic } from '../bind-diagnostic.ts';
import type { Finding } from './warning.ts';

/** A finding at a place of a model's compiled SQL, told where the user wrote it. */
export function queryFinding(
  model: CompiledModel,
  message: string,
  { hint, offset, length }: { hint: string; offset: number | undefined; length?: number },
): Finding {
  const failure = { ok: false, code: 'bad-sql', message, hint, offset, length } as const;
  const { code: _code, severity: _severity, ...finding } = bindDiagnostic(failure, model);
  return finding;
}
