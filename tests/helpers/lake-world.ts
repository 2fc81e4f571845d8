import { createHash } from 'node:crypto';
import { hiveSegment } from '../../src/columns/hive-path.ts';
import type { ReleaseSettings } from '../../src/config/config.ts';
import { beginSteps } from '../../src/release/begin.ts';
import type { DataFile } from '../../src/release/documents.ts';
import type { LakeContext } from '../../src/release/lake-context.ts';
import { dataFileKey } from '../../src/release/layout.ts';
import type { OwnCandidate } from '../../src/release/own-candidate.ts';
import { type PublishOptions, type PublishOutcome, publishSteps } from '../../src/release/publish.ts';
import type { StateChange } from '../../src/release/released-state.ts';
import type { SourceChange } from '../../src/release/source-ledger.ts';
import { runSteps, type Together } from '../../src/release/steps.ts';
import type { TableChange } from '../../src/release/table-change.ts';
import type { Store } from '../../src/storage/store.ts';
import { interleaved } from './interleaved.ts';
import { jsonCatalogCodec } from './json-catalog-codec.ts';
import { jsonFileListCodec } from './json-file-list-codec.ts';
import { jsonLedgerCodec } from './json-ledger-codec.ts';
import { createMemoryStore, type MemoryStore, type StoreOperation } from './memory-store.ts';

export const defaultSettings: ReleaseSettings = {
  keep: 2,
  keepHours: 24,
  plainCopy: true,
  catalog: true,
  recoverAfterHours: 24,
};

const hour = 3_600_000;

/** What happens around a lake: processes, their ends, and days. */
export interface Processes {
  process(options?: Pick<WorldProcessOptions, 'settings'>): LakeContext;
  /** From now on nobody sees the process of this lake run. */
  end(lake: LakeContext): void;
  pass(hours: number): void;
}

/** One lake, one clock, and any number of processes on one host that share them. */
export class LakeWorld implements Processes {
  /** Milliseconds since the epoch; moves a little with every reading, and by `pass`. */
  time: number;
  readonly ended = new Set<number>();
  readonly memory: MemoryStore;
  /** What processes see, when it is not the store in memory. */
  store: Store | undefined;
  /** How processes take what they do at once. */
  together: Together = interleaved(() => this.#randomBytes(1)[0]!);
  #pid = 100;
  #random = 0;

  constructor(time = Date.UTC(2026, 0, 1)) {
    this.time = time;
    this.memory = createMemoryStore({ clock: () => this.time++ });
  }

  pass(hours: number): void {
    this.time += hours * hour;
  }

  /** A process that sees the lake through `onOperation`, e.g. to be killed or to lose an answer. */
  process(options: WorldProcessOptions = {}): LakeContext {
    const pid = this.#pid++;
    return {
      store:
        options.store ?? this.store ?? this.memory.withOperations(options.onOperation ?? (() => undefined)),
      project: options.project ?? 'music',
      settings: { ...defaultSettings, ...options.settings },
      codec: jsonFileListCodec,
      catalogs: jsonCatalogCodec,
      ledgers: jsonLedgerCodec,
      fileLists: new Map(),
      environment: {
        owner: { host: options.host ?? 'here', pid, user: 'ann' },
        now: () => this.time++,
        random: bytes => this.#randomBytes(bytes),
        isRunning: other => !this.ended.has(other),
        sleep: async () => undefined,
        together: this.together,
      },
    };
  }

  end(lake: LakeContext): void {
    this.ended.add(lake.environment.owner.pid);
  }

  /** Repeatable, and never the same twice. */
  #randomBytes(bytes: number): Uint8Array {
    const digest = createHash('sha512')
      .update(String(this.#random++))
      .digest();
    return Uint8Array.from(digest.subarray(0, bytes));
  }
}

export interface WorldProcessOptions {
  readonly host?: string;
  readonly project?: string;
  readonly settings?: Partial<ReleaseSettings> | undefined;
  readonly store?: Store;
  readonly onOperation?: (operation: StoreOperation) => void | Promise<void>;
}

/** Content of a table by year; a table of one year `null` has no partitions. */
export type Years = Readonly<Record<string, string>>;

/** Writes one file per year and says what to publish, songs with a compact copy. Content that the base release has is not written again. */
export async function writeTable(
  lake: LakeContext,
  build: Pick<OwnCandidate, 'base' | 'prefix'>,
  name: string,
  years: Years,
): Promise<TableChange> {
  const table = build.base?.tables.find(present => present.name === name);
  const list = table && (await lake.store.get(table.fileList));
  const before = list ? await lake.codec.decode(list.bytes) : [];
  const files: DataFile[] = [];
  for (const [year, content] of Object.entries(years)) {
    const fingerprint = `${name} ${content}`;
    const same = before.find(file => file.partition[0] === year && file.fingerprint === fingerprint);
    files.push(same ?? (await writeFile(lake, build, name, year, fingerprint)));
  }
  return {
    name,
    node: `model.music.${name}`,
    format: 'parquet',
    columns: [
      { name: 'title', type: 'VARCHAR' },
      { name: 'year', type: 'INTEGER' },
    ],
    partitionColumns: ['year'],
    mode: 'replace',
    files,
    ...(name === 'songs' && { compact: Buffer.from(JSON.stringify(years)) }),
  };
}

async function writeFile(
  { store }: LakeContext,
  build: Pick<OwnCandidate, 'base' | 'prefix'>,
  name: string,
  year: string,
  content: string,
): Promise<DataFile> {
  const path = dataFileKey(build.prefix, name, [hiveSegment('year', year)], 'data_0.parquet');
  const bytes = Buffer.from(content);
  const result = await store.putIfAbsent(path, bytes);
  if (!result.ok) throw new Error(`${path} is written twice`);
  return { path, partition: [year], rows: 1, bytes: bytes.length, etag: result.etag, fingerprint: content };
}

const tableNames = ['added', 'artists', 'copies', 'songs', 'users'];

/** What a build tells of nodes: what it wrote into its tables, and that all others are made otherwise by now. */
export function stateOf(changes: readonly TableChange[]): StateChange {
  const others = tableNames.map(name => [`model.music.${name}`, { entry: { newer: true }, macros: {} }]);
  const own = changes.map(({ name, node, files }) => [node, { entry: yearsIn(name, files), macros: {} }]);
  return { now: Object.fromEntries([...others, ...own]), made: new Set(changes.map(({ node }) => node)) };
}

function yearsIn(table: string, files: TableChange['files']): Years {
  return Object.fromEntries(
    files.map(({ partition, fingerprint }) => [String(partition[0]), fingerprint.slice(table.length + 1)]),
  );
}

/** A whole build as its steps: begins, writes these tables and publishes them. */
export async function* buildSteps(
  lake: LakeContext,
  tables: Readonly<Record<string, Years>>,
  options: Partial<PublishOptions> = {},
): AsyncGenerator<string, PublishOutcome, void> {
  const build = yield* beginSteps(lake, 'build');
  const changes: TableChange[] = [];
  for (const [name, years] of Object.entries(tables)) {
    yield 'write-table';
    changes.push(await writeTable(lake, build, name, years));
  }
  const told = { tested: true, sources: [sourceOf(tables)], state: stateOf(changes) };
  return yield* publishSteps(lake, build, changes, { ...told, ...options });
}

/** A source with a file for each partition. */
function sourceOf(tables: Readonly<Record<string, Years>>): SourceChange {
  const contents = Object.entries(tables).flatMap(([name, years]) =>
    Object.entries(years).map(([year, content]) => ({ path: `${name}/${year}`, etag: content })),
  );
  const file = { size: 1, modified: '2026-01-01T00:00:00.000Z', rows: 1, quarantined: 0 };
  return {
    name: 'raw.music',
    node: 'source.music.raw.music',
    files: contents.map(each => ({ ...each, ...file })),
  };
}

/** Runs a whole build. */
export function buildTables(
  lake: LakeContext,
  tables: Readonly<Record<string, Years>>,
  options: Partial<PublishOptions> = {},
): Promise<PublishOutcome> {
  return runSteps(buildSteps(lake, tables, options));
}
