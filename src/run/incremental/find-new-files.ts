import { resolve } from 'node:path';
import { newFilesRelation } from '../../columns/relation.ts';
import { lakeName } from '../../columns/table-name.ts';
import type { CompiledModel, CompiledNode, CompiledSource } from '../../compile/node.ts';
import { readsNewFiles } from '../../compile/reads-new-files.ts';
import { isS3Address } from '../../config/s3-address.ts';
import type { OutdatedRows } from '../../engines/session.ts';
import type { LedgerEntry, Release } from '../../release/documents.ts';
import type { Lake } from '../../release/lake.ts';
import { tablesByName } from '../../release/proof.ts';
import { isSameFile } from '../../release/source-ledger.ts';
import { fileNames } from '../../source/file-names.ts';
import type { SourceFile } from '../../source/source-file.ts';
import { foundFiles } from '../bound-source.ts';
import type { SourceFiles } from '../source-files.ts';

/** What is new for a model that reads new files, by what its published table was made of. */
export interface NewFiles {
  readonly model: CompiledModel;
  /** The source as the model's query calls it: a table of its own, of these files. */
  readonly source: CompiledSource;
  /** The source itself. */
  readonly whole: CompiledSource;
  /** Those that the table was not made of, or that have changed since. */
  readonly files: readonly SourceFile[];
  /** The others, as they were read. */
  readonly known: readonly LedgerEntry[];
  /** How many of `files` the table was made of as they were before. */
  readonly changed: number;
  /** What the table was made of and is there no more. Relative to the project, absolute outside of it, or addresses. */
  readonly gone: readonly string[];
  /** The rows of the table that go. */
  readonly outdated: OutdatedRows;
}

interface Input {
  /** Those that are to be looked at; only models that read new files and add them to their tables count. */
  readonly nodes: readonly CompiledNode[];
  readonly adding: ReadonlySet<string>;
  readonly all: ReadonlyMap<string, CompiledNode>;
  readonly base: Release | undefined;
  readonly filesOf: SourceFiles;
  readonly lake: Pick<Lake, 'ledger'>;
  readonly projectDir: string;
}

/** Lists the sources of models that read new files, and compares with what their tables were made of. By unique id of the model. */
export async function findNewFiles(input: Input): Promise<ReadonlyMap<string, NewFiles>> {
  const models = input.nodes.filter(readsNewFiles).filter(({ uniqueId }) => input.adding.has(uniqueId));
  const found = await Promise.all(models.map(model => compare(model, input)));
  return new Map(found.map(each => [each.model.uniqueId, each]));
}

async function compare(
  model: CompiledModel,
  { all, base, filesOf, lake, projectDir }: Input,
): Promise<NewFiles> {
  const table = tablesByName(base).get(lakeName(model.relation))!;
  const { source: id, ledger } = table.readFiles![0]!;
  const whole = all.get(id) as CompiledSource;
  const [listed, entries] = await Promise.all([filesOf(whole), lake.ledger(ledger)]);
  const found = await foundFiles(listed);
  const seen = new Map(entries.map(entry => [entry.path, entry]));
  const entryOf = found.map(state => {
    const entry = seen.get(state.path);
    return entry !== undefined && isSameFile(entry, state) ? entry : undefined;
  });
  const files = listed.filter((_, index) => entryOf[index] === undefined);
  const paths = new Set(listed.map(({ label }) => label));
  const gone = entries.map(({ path }) => path).filter(path => !paths.has(path));
  const known = entryOf.filter(entry => entry !== undefined);
  const names = (some: readonly Pick<SourceFile, 'path'>[]) =>
    fileNames(some, { location: whole.location, projectDir });
  const removes = gone.length > 0 && model.config.incremental.deletedFiles === 'remove';
  const kept = known.map(({ path }) => ({ path: isS3Address(path) ? path : resolve(projectDir, path) }));
  return {
    model,
    source: asNewFiles(whole, model),
    ...{ whole, files, known, gone },
    changed: files.filter(({ label }) => seen.has(label)).length,
    outdated: {
      column: model.config.incremental.uniqueKey[0]!,
      // What a file that is gone was called nobody knows for sure any more; the names of those that stay are.
      values: removes ? names(kept) : names(files),
      others: removes,
    },
  };
}

function asNewFiles(source: CompiledSource, { name }: CompiledModel): CompiledSource {
  const relation = newFilesRelation(source.relation, name);
  return { ...source, uniqueId: `${source.uniqueId}/new/${name}`, relation };
}
