import type { SourcePosition } from '../diagnostics/position.ts';

/** SQL that runs before or after something. */
export interface Hook {
  /** As the user wrote it, a template. */
  readonly text: string;
  /** Where it is set. */
  readonly at: SourcePosition;
}

export interface CompiledHook extends Hook {
  /** In order; none when the template gives nothing. */
  readonly statements: readonly string[];
  /** Unique ids of the macros that it uses, sorted. */
  readonly macros: readonly string[];
}

/** Hooks of a model or seed. */
export interface NodeHooks {
  readonly pre: readonly CompiledHook[];
  readonly post: readonly CompiledHook[];
}

/** A hook of a whole run, in dbt's words an operation. */
export interface RunHook extends CompiledHook {
  /** `operation.shop.shop-on-run-start-0` */
  readonly uniqueId: string;
  /** `shop.on-run-start.0` */
  readonly name: string;
  readonly file: string;
  readonly moment: 'on-run-start' | 'on-run-end';
}
