import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SchemaReader } from '../../check/schema-reader.ts';
import type { CompiledSource } from '../../compile/node.ts';
import { sourceLabel } from '../../compile/table-label.ts';
import type { Config } from '../../config/config.ts';
import { SparkifyError, throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import type { Session } from '../../engines/session.ts';
import { listSourceFiles } from '../../source/list-files.ts';
import { newestFile } from '../../source/newest-file.ts';
import { resolveBadRecords } from '../../source/resolve-bad-records.ts';
import { namesOf, paths } from '../bound-source.ts';
import type { LatestLoad } from './judge-freshness.ts';
import { usedColumns } from './used-columns.ts';

/** An open engine with the empty shadow of what is asked. */
export interface FreshnessEngine {
  readonly session: Session;
  readonly reader: SchemaReader;
}

/** Finds when sources were loaded: the times of files alone, or as much of their records as the question needs. */
export class LoadTimes {
  readonly #config: Config;
  readonly #engine: FreshnessEngine | undefined;
  readonly #sources: ReadonlyMap<string, CompiledSource>;
  /** The queries of all sources that are asked, by the unique ids that they read. */
  readonly #queries: ReadonlyMap<string, readonly string[]>;
  readonly #bound = new Map<string, Promise<void>>();

  /** @param engine undefined when the times of files tell everything */
  constructor(
    config: Config,
    asked: readonly CompiledSource[],
    all: readonly CompiledSource[],
    engine?: FreshnessEngine,
  ) {
    this.#config = config;
    this.#engine = engine;
    this.#sources = new Map(all.map(source => [source.uniqueId, source]));
    const questions = asked.flatMap(({ freshness }) =>
      (freshness?.reads ?? []).map(id => ({ id, sql: freshness!.sql! })),
    );
    this.#queries = new Map(
      [...Map.groupBy(questions, ({ id }) => id)].map(([id, group]) => [id, group.map(({ sql }) => sql)]),
    );
  }

  /** @throws SparkifyError when a source cannot be read */
  async latest(source: CompiledSource): Promise<LatestLoad | undefined> {
    const { sql, reads } = source.freshness!;
    if (sql === null) {
      const { file, modifiedAt } = await newestFile(await this.#files(source));
      return { at: modifiedAt, file: file.label };
    }
    const at = await this.#ask(
      sql,
      reads.map(id => this.#sources.get(id)!),
    );
    return at === undefined ? undefined : { at, file: undefined };
  }

  async #ask(sql: string, sources: readonly CompiledSource[]): Promise<number | undefined> {
    const { session } = this.#engine!;
    for (const source of sources) await this.#bind(source);
    const ask = () =>
      session.query(`SELECT epoch_us(CAST(loaded_at AS TIMESTAMP)) FROM (\n${sql}\n) AS t(loaded_at)`, 2);
    const answer = await ask().catch(async error => {
      if (session.sourceProblem(error) === undefined) throw error;
      for (const source of sources) await this.#mend(source);
      return ask();
    });
    if (answer.rows.length > 1)
      throw new SparkifyError('query-failed', 'The loaded_at_query gives more than one row.', {
        hint: 'Select the greatest value only, e.g. with max().',
      });
    const micros = answer.rows[0]?.[0] ?? null;
    return micros === null ? undefined : Number(micros) / 1000;
  }

  #bind(source: CompiledSource): Promise<void> {
    const known = this.#bound.get(source.uniqueId);
    const binding = known ?? this.#bindFiles(source);
    this.#bound.set(source.uniqueId, binding);
    return binding;
  }

  /** @param replacements cleaned copies by the path that they are read in place of */
  async #bindFiles(
    source: CompiledSource,
    replacements: ReadonlyMap<string, string> = new Map(),
  ): Promise<void> {
    const files = await this.#files(source);
    const reading = {
      files: paths({ files, replacements }),
      columns: await this.#columns(source),
      fileNames: namesOf(source, files, this.#config),
      emptyRecords: 'pass',
      undeclaredKeys: 'pass',
    } as const;
    await this.#engine!.session.bindSource(source.relation, reading, false);
  }

  async #columns(source: CompiledSource) {
    const trees = await this.#engine!.reader.syntaxTrees(this.#queries.get(source.uniqueId) ?? []);
    const used = new Set(trees.flatMap(tree => usedColumns(tree, source.declared)));
    // The name of its file is in no record, and yet some column has to be read to get at it.
    return used.size === 0 ? source.declared.slice(0, 1) : source.declared.filter(column => used.has(column));
  }

  /** What a build would do about bad records, without leaving a trace of it: the quarantine is the build's. */
  async #mend(source: CompiledSource): Promise<void> {
    const { projectDir, targetPath } = this.#config;
    const scratch = join(projectDir, targetPath, 'tmp', 'freshness', source.uniqueId);
    const files = await this.#files(source);
    const columns = await this.#columns(source);
    const { diagnostics, replacements } = await resolveBadRecords({
      source: sourceLabel(source),
      folderName: sourceLabel(source),
      at: source.at,
      files,
      columns,
      policy: source.onBadRecord,
      projectDir,
      quarantineDir: join(scratch, 'quarantine'),
      scratchDir: join(scratch, 'cleaned'),
      scanner: this.#engine!.session.sourceScanner(columns),
    });
    throwOnErrors(diagnostics);
    await rm(join(scratch, 'quarantine'), { recursive: true, force: true });
    await this.#bindFiles(source, replacements);
  }

  #files(source: CompiledSource) {
    const { location, at } = source;
    const { projectDir, target } = this.#config;
    return listSourceFiles({ source: sourceLabel(source), location, projectDir, s3: target.s3, at });
  }
}
