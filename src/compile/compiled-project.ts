import type { Relation } from '../columns/relation.ts';
import type { JsonValue } from '../config/json-value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { TextFile } from '../project/project.ts';
import type { Batch } from './batch.ts';
import type { CompiledExposure, TableNode } from './node.ts';
import type { ResourceNames } from './resource-names.ts';
import type { RunHooks } from './run-hooks.ts';
import type { SourceMap } from './source-map.ts';
import type { WrittenKeys } from './unrendered-config.ts';

/** A call of ref() or source(). */
export interface Reference {
  readonly uniqueId: string;
  readonly at: SourcePosition;
}

/** A template after rendering. With errors among its diagnostics, `sql` is empty and `map` knows nothing. */
export interface CompiledText {
  readonly sql: string;
  readonly map: SourceMap;
  /** Unique ids that ref() and source() named, sorted, without duplicates. */
  readonly dependsOn: readonly string[];
  readonly references: readonly Reference[];
  /** Unique ids of the macros that it uses, directly or through others, sorted. */
  readonly macros: readonly string[];
  /** What the template itself said in config(), not yet validated. */
  readonly config: Readonly<Record<string, JsonValue>>;
  /** The keys of config() that can be seen in the text itself. */
  readonly written: WrittenKeys;
  /** Where config() stands, when it is called. */
  readonly configAt: SourcePosition | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a macro is given by its name. */
export interface Parameter {
  readonly name: string;
  readonly hasDefault: boolean;
}

/** A data test that the project itself defines: `{% test positive(model, column_name) %}`. */
export interface OwnTest {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Where its name stands. */
  readonly at: SourcePosition;
  /** Whether it has errors of its own, which are in the compiler's `diagnostics`. */
  readonly isBroken: boolean;
}

/** A macro that can be called by its name. */
export interface NamedMacro {
  readonly name: string;
  /** Undefined of one in TypeScript: it gets what is given as one object. */
  readonly parameters: readonly Parameter[] | undefined;
  readonly at: SourcePosition;
}

/** `results`, as the end of a run has it. */
export interface TemplateValues {
  readonly results: readonly JsonValue[];
}

/** What stands for a table that a query reads. */
export type ReadAs = (uniqueId: string, relation: Relation) => Relation;

/** How the query of a microbatch model is written for one batch. */
export interface BatchForm {
  readonly batch: Batch;
  /** Whether its table is there already. */
  readonly isIncremental: boolean;
  /** As of `compileIncrement`. */
  readonly readAs: ReadAs;
}

/** Renders Jinja SQL of one project: its refs, sources, vars and macros are known to it. */
export interface TemplateCompiler {
  /**
   * @param self what `this` is; of a file of a model, its relation
   * @param values other names that this template may use
   */
  compile(file: TextFile, self?: Relation, values?: TemplateValues): CompiledText;
  /**
   * The same of a model where its table is there already, and only what is new is asked for.
   *
   * @param readAs which table ref() and source() write in place of the one that has this unique id
   * @param self what `this` is, as of `compile`
   */
  compileIncrement(file: TextFile, readAs?: ReadAs, self?: Relation): CompiledText;
  /** The same of a model for one of its batches, which it knows as `model.batch`. */
  compileBatch(file: TextFile, batch: BatchForm): CompiledText;
  /** Says which table a model or seed is: from now on ref() writes that. Whether it is another than before. */
  place(name: string, relation: Relation): boolean;
  /** The project's own data tests by name. */
  readonly tests: ReadonlyMap<string, OwnTest>;
  /**
   * What one of them writes for these arguments. What is wrong inside of it has its place there, and names the place
   * `usedAt`, where YAML declares it.
   */
  compileTest(
    test: OwnTest,
    values: Readonly<Record<string, JsonValue>>,
    usedAt: SourcePosition,
  ): CompiledText;
  /** Macros of the project by name, data tests not among them. */
  readonly macros: ReadonlyMap<string, NamedMacro>;
  /** What a macro writes for arguments that it takes. */
  callMacro(macro: NamedMacro, values: Readonly<Record<string, JsonValue>>): CompiledText;
  /** All that ref() and source() can name, with the tables that they are. */
  readonly names: ResourceNames;
  /** What is wrong with macros, whoever uses them. compileProject() hands it on. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompiledProject {
  /** Every enabled model, seed and source that compiled without errors, sorted by unique id. */
  readonly nodes: readonly TableNode[];
  /** Where each of them names what it reads, by unique id of the reader. */
  readonly references: Readonly<Record<string, readonly Reference[]>>;
  readonly exposures: readonly CompiledExposure[];
  /** What is switched off, as far as it is known. */
  readonly disabled: readonly (TableNode | CompiledExposure)[];
  readonly hooks: RunHooks;
  readonly diagnostics: readonly Diagnostic[];
}
