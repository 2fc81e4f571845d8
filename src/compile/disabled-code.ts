import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { ConfigLayer } from './config-layer.ts';
import type { ConfigTree } from './config-tree.ts';

/** Where it is said whether something is enabled: the last of these places that says it. */
export function enabledPosition(
  folders: readonly Pick<ConfigTree, 'enabledAt'>[],
  own: readonly { readonly values: ConfigLayer['values']; readonly at: (key: string) => SourcePosition }[],
): SourcePosition | undefined {
  const said = own.findLast(({ values }) => values.enabled !== undefined);
  return said?.at('enabled') ?? folders.findLast(({ enabledAt }) => enabledAt !== undefined)?.enabledAt;
}

/** What is worth saying of code that nothing runs: that it would not run any more, once somebody enables it. */
export function ofDisabled(diagnostics: readonly Diagnostic[], name: string): readonly Diagnostic[] {
  return diagnostics
    .filter(({ code }) => code === 'unknown-ref' || code === 'unknown-source')
    .map(diagnostic => ({
      ...diagnostic,
      severity: 'warn' as const,
      message: `${diagnostic.message.replace(/\.$/, '')}; "${name}" is disabled, so nothing fails yet.`,
    }));
}
