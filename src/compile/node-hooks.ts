import type { Relation } from '../columns/relation.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { compileHook } from './compile-hook.ts';
import type { Reference, TemplateCompiler } from './compiled-project.ts';
import type { ConfigValues } from './config-keys.ts';
import type { NodeHooks } from './hook.ts';

/** A place that sets config, and where its keys stand. */
export interface HookLayer {
  readonly values: ConfigValues;
  readonly at: (key: string) => SourcePosition;
}

export interface NodeHooksOutcome {
  readonly hooks: NodeHooks;
  readonly references: readonly Reference[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The hooks of a model or seed: as in dbt, those of folders come first, and none replaces another. */
export function compileNodeHooks(
  layers: readonly HookLayer[],
  self: Relation,
  compiler: TemplateCompiler,
): NodeHooksOutcome {
  const outcomes = (...keys: readonly ('pre_hook' | 'pre-hook' | 'post_hook' | 'post-hook')[]) =>
    layers.flatMap(({ values, at }) =>
      keys.flatMap(key =>
        (values[key] ?? []).map(text => compileHook({ text, at: at(key) }, compiler, { self })),
      ),
    );
  const pre = outcomes('pre_hook', 'pre-hook');
  const post = outcomes('post_hook', 'post-hook');
  const all = [...pre, ...post];
  return {
    hooks: { pre: pre.map(({ hook }) => hook), post: post.map(({ hook }) => hook) },
    references: all.flatMap(({ references }) => references),
    diagnostics: all.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** What a node reads, its hooks included; a hook may name its own table. */
export function withHookReads(
  dependsOn: readonly string[],
  { references }: NodeHooksOutcome,
  uniqueId: string,
): readonly string[] {
  const read = references.map(reference => reference.uniqueId).filter(id => id !== uniqueId);
  return [...new Set([...dependsOn, ...read])].sort();
}
