import { MODEL_SCHEMA, type Relation } from '../columns/relation.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { BoundTable, RowReader } from '../engines/row-reader.ts';
import type { Release, ReleasedTable } from '../release/documents.ts';
import type { LakeReader } from '../release/lake-reader.ts';
import type { DataAccess } from '../storage/data-access.ts';
import { readableFiles } from '../storage/readable-files.ts';
import type { Store } from '../storage/store.ts';

export interface ReleaseSource {
  readonly lake: Pick<LakeReader, 'current' | 'release' | 'rows'>;
  readonly store: Pick<Store, 'label'>;
  readonly data: Pick<DataAccess, 'address'>;
}

/** The release whose tables a reader shows: the one it was opened with, or always the current one. */
export class ReleaseView {
  readonly #reader: RowReader;
  readonly #source: ReleaseSource;
  readonly #follow: boolean;
  #release: string | undefined;
  /** Changes of release follow each other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(reader: RowReader, source: ReleaseSource, follow: boolean) {
    this.#reader = reader;
    this.#source = source;
    this.#follow = follow;
  }

  get release(): string {
    if (this.#release === undefined) throw new Error('the view was not opened');
    return this.#release;
  }

  /** @param id of a release that the lake keeps; the current one without it. */
  async open(id: string | undefined): Promise<void> {
    await this.#show(id === undefined ? await this.#current() : await this.#source.lake.release(id));
  }

  /** To be called before a query begins. */
  async refresh(): Promise<void> {
    if (!this.#follow) return;
    const turn = this.#turn.then(async () => {
      const current = await this.#current();
      if (current.release !== this.#release) await this.#show(current);
    });
    // Whoever waits hears of a failure; the next one tries anew.
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  async #current(): Promise<Release> {
    const { lake, store } = this.#source;
    const current = await lake.current();
    if (current !== undefined) return current;
    throw new SparkifyError('nothing-published', `The lake ${store.label} has no release yet.`, {
      hint: 'Run `sparkify build` first.',
    });
  }

  async #show(release: Release): Promise<void> {
    const tables = await Promise.all(release.tables.map(table => this.#bound(table)));
    await this.#reader.bind(tables);
    this.#release = release.release;
  }

  async #bound(table: ReleasedTable): Promise<BoundTable> {
    const { lake, data } = this.#source;
    const { partitionColumns, files } = await lake.rows(table);
    return {
      relation: queryName(table),
      table: {
        format: table.format,
        columns: table.columns,
        partitionColumns,
        files: readableFiles(files, data),
      },
    };
  }
}

/**
 * What queries call a table: the model that it was built from, `model.<project>.<name>`, as the generated types do. The builder
 * takes what stands before a dot for a schema.
 */
export function queryName({ node }: Pick<ReleasedTable, 'node'>): Relation {
  const name = node.split('.').slice(2).join('.');
  const [schema, ...rest] = name.split('.');
  return rest.length === 1 ? { schema: schema!, name: rest[0]! } : { schema: MODEL_SCHEMA, name };
}
