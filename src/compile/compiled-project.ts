import type { JsonValue } from '../config/json-value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { TextFile } from '../project/project.ts';
import type { TableNode } from './node.ts';
import type { SourceMap } from './source-map.ts';

/** A template after rendering. */
export interface CompiledText {
  readonly sql: string;
  readonly map: SourceMap;
  /** Unique ids that ref() and source() named, sorted, without duplicates. */
  readonly dependsOn: readonly string[];
  /** What the template itself said in config(), not yet validated. */
  readonly config: Readonly<Record<string, JsonValue>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Renders Jinja SQL of one project: its refs, sources, vars and macros are known to it. */
export interface TemplateCompiler {
  compile(file: TextFile): CompiledText;
}

export interface CompiledProject {
  /** Every enabled model, seed and source, sorted by unique id. */
  readonly nodes: readonly TableNode[];
  readonly diagnostics: readonly Diagnostic[];
}
