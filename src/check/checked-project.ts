import type { Column } from '../columns/column.ts';
import type { TemplateCompiler } from '../compile/compiled-project.ts';
import type { CompiledExposure, CompiledNode, TableNode } from '../compile/node.ts';
import type { RunHooks } from '../compile/run-hooks.ts';
import type { Config } from '../config/config.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Graph } from '../graph/graph.ts';
import type { Project } from '../project/project.ts';

/** A project, read and compiled; `diagnostics` say what is wrong with it. */
export interface LoadedProject {
  readonly config: Config;
  /** What its files say. */
  readonly project: Project;
  readonly compiler: TemplateCompiler;
  /** Every enabled source, seed, model, test and exposure. */
  readonly nodes: readonly CompiledNode[];
  /** What runs before and after every run. */
  readonly hooks: RunHooks;
  /** What is switched off. */
  readonly disabled: readonly (TableNode | CompiledExposure)[];
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
}

/** A query in the SQL of the target's engine; of a data test also what judges its rows, and what shows them. */
export interface PortableQuery {
  readonly sql: string;
  readonly verdict?: string;
  readonly showing?: string;
}

export interface CheckedProject extends LoadedProject {
  /** Of a target that is not DuckDB: the queries of models and data tests, by unique id. */
  readonly portable?: Readonly<Record<string, PortableQuery>> | undefined;
  /** Columns of every table, by unique id. One that does not bind has none, unless its contract says what they are. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** Unique ids of tables of which some types are not known and stand as text, because a source declares none that exists. */
  readonly assumed: readonly string[];
}
