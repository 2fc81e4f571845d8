import type { Config } from '../config/config.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { DeclaredGroup } from '../project/project.ts';
import type { TemplateCompiler } from './compiled-project.ts';
import type { QueryCompiler } from './query-compiler.ts';

/** What models and seeds are compiled with. */
export interface CompileContext {
  readonly config: Config;
  readonly compiler: TemplateCompiler;
  readonly queries: QueryCompiler;
  readonly groups: readonly DeclaredGroup[];
  /** Where a key stands in sparkify.config.ts. */
  readonly configAt: (path: readonly string[]) => SourcePosition;
}
