import { changesRelation, newFilesRelation } from '../columns/relation.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { ModelFile } from '../project/project.ts';
import { type Batch, type BatchConfig, batchAfter, batchesBetween } from './batch.ts';
import type { CompileContext } from './compile-context.ts';
import { compileBatch, compileIncrement } from './compile-statement.ts';
import type { CompiledText, ReadAs, Reference, TemplateCompiler } from './compiled-project.ts';
import type { IncrementalConfig, ModelConfig } from './model-config.ts';
import type { CompiledModel } from './node.ts';
import { isTypeScriptModel } from './query-compiler.ts';

type Compilers = Pick<CompileContext, 'compiler' | 'queries'>;

/** What the form of a model for what is new has beside the one for all of it. */
export interface CompiledIncrement {
  /** Of the node; empty of a model that is not incremental. */
  readonly form: Pick<CompiledModel, 'increment' | 'batched'>;
  /** Unique ids of what either form reads, sorted. */
  readonly dependsOn: readonly string[];
  /** What it reads beside the other form. */
  readonly references: readonly Reference[];
  /** Of both forms. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A model in TypeScript reads other tables for what is new, and does not know it. */
export function compileIncrementOf(
  model: ModelFile,
  { materialized, incremental }: ModelConfig,
  whole: CompiledText,
  { compiler, queries }: Compilers,
): CompiledIncrement {
  const { dependsOn } = whole;
  if (materialized !== 'incremental')
    return { form: {}, dependsOn, references: [], diagnostics: whole.diagnostics };
  const { sql, map, batched, ...increment } = incrementOf(model, incremental, whole, { compiler, queries });
  const known = new Set(whole.references.map(({ uniqueId }) => uniqueId));
  // What is wrong with both is said of the one.
  const found = hasErrors(whole.diagnostics) ? [] : increment.diagnostics.filter(isError);
  return {
    form: { increment: { sql, map }, ...(batched && { batched }) },
    dependsOn: [...new Set([...dependsOn, ...increment.dependsOn])].toSorted(),
    references: increment.references.filter(({ uniqueId }) => !known.has(uniqueId)),
    diagnostics: [...whole.diagnostics, ...found],
  };
}

function incrementOf(
  model: ModelFile,
  incremental: IncrementalConfig,
  whole: CompiledText,
  { compiler, queries }: Compilers,
): CompiledText & Pick<CompiledModel, 'batched'> {
  const { strategy, batches, read, follows } = incremental;
  if (isTypeScriptModel(model)) {
    const isSame = read !== 'new_files' && follows === null;
    return isSame ? whole : queries.compile(model, readAs(model, incremental, compiler));
  }
  if (strategy === 'microbatch' && batches !== undefined) return compileBatched(model, batches, compiler);
  return compileIncrement(model, compiler, readAs(model, incremental, compiler));
}

/** The first batch stands for all; a second one shows whether the query itself knows in which it is. */
function compileBatched(
  model: ModelFile,
  { begin, size }: BatchConfig,
  compiler: TemplateCompiler,
): CompiledText & Pick<CompiledModel, 'batched'> {
  const reads = new Set<string>();
  const of = (batch: Batch) =>
    compileBatch(model, compiler, {
      batch,
      isIncremental: true,
      readAs(uniqueId, relation) {
        reads.add(uniqueId);
        return relation;
      },
    });
  const [first, second] = batchesBetween(new Date(begin), batchAfter(new Date(begin), size, 2), size);
  const compiled = of(first!);
  const batched = { knowsBatch: of(second!).sql !== compiled.sql, reads: [...reads].toSorted() };
  return { ...compiled, batched };
}

/** What the query is handed in place of all of its source, or of the table that it follows. */
function readAs(
  { name }: ModelFile,
  { read, follows }: IncrementalConfig,
  { names }: TemplateCompiler,
): ReadAs {
  const followed = follows === null ? undefined : names.refs.get(follows)?.uniqueId;
  return (uniqueId, relation) => {
    if (uniqueId === followed) return changesRelation(relation, name);
    return read === 'new_files' && uniqueId.startsWith('source.')
      ? newFilesRelation(relation, name)
      : relation;
  };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
