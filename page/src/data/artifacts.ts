/** What this page reads of dbt's artifacts, as docs/artifacts.md describes them. */

interface ManifestColumn {
  readonly name: string;
  readonly description: string;
  readonly data_type: string | null;
  readonly constraints: readonly { readonly type: string }[];
}

/** A model, seed, test, source or exposure. Keys that some of them lack are optional. */
export interface ManifestEntry {
  readonly unique_id: string;
  readonly name: string;
  readonly resource_type:
    | 'model'
    | 'seed'
    | 'snapshot'
    | 'test'
    | 'source'
    | 'exposure'
    | 'unit_test'
    | 'operation';
  readonly original_file_path: string;
  readonly fqn: readonly string[];
  readonly description: string;
  readonly tags?: readonly string[];
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly group?: string | null;
  readonly columns?: Readonly<Record<string, ManifestColumn>>;
  readonly raw_code?: string;
  readonly compiled_path?: string | null;
  readonly depends_on?: { readonly nodes: readonly string[] };
  readonly config?: {
    readonly materialized?: string;
    readonly published?: boolean;
    readonly format?: string;
    readonly partition_by?: readonly string[];
    readonly sort_by?: readonly string[];
    readonly compression?: string;
    readonly severity?: string;
    readonly access?: string;
    readonly contract?: { readonly enforced: boolean };
  };
  readonly constraints?: readonly { readonly type: string; readonly columns: readonly string[] }[];
  // Of sources.
  readonly source_name?: string;
  readonly source_description?: string;
  readonly external?: { readonly location: string | null };
  // Of tests.
  readonly column_name?: string | null;
  readonly attached_node?: string | null;
  readonly test_metadata?: { readonly name: string; readonly kwargs: Readonly<Record<string, unknown>> };
  // Of unit tests.
  readonly model?: string;
  // Of exposures.
  readonly type?: string;
  readonly label?: string | null;
  readonly maturity?: string | null;
  readonly url?: string | null;
  readonly owner?: Owner;
}

export interface Owner {
  readonly name?: string | null;
  readonly email?: string | readonly string[] | null;
}

export interface ManifestDocument {
  readonly metadata: { readonly generated_at: string; readonly project_name: string };
  readonly nodes: Readonly<Record<string, ManifestEntry>>;
  readonly sources: Readonly<Record<string, ManifestEntry>>;
  readonly exposures: Readonly<Record<string, ManifestEntry>>;
  readonly unit_tests: Readonly<Record<string, ManifestEntry>>;
  readonly groups: Readonly<Record<string, { readonly name: string; readonly owner: Owner }>>;
  readonly parent_map: Readonly<Record<string, readonly string[]>>;
  readonly child_map: Readonly<Record<string, readonly string[]>>;
}

export interface CatalogDocument {
  readonly nodes: Readonly<Record<string, CatalogEntry>>;
  readonly sources: Readonly<Record<string, CatalogEntry>>;
}

interface CatalogEntry {
  readonly columns: Readonly<Record<string, { readonly name: string; readonly type: string }>>;
  readonly stats: Readonly<Record<string, { readonly value: string | number | boolean }>>;
}

export interface RunResult {
  readonly unique_id: string;
  readonly status: 'success' | 'error' | 'partial success' | 'skipped' | 'pass' | 'fail' | 'warn';
  readonly timing: readonly { readonly started_at: string; readonly completed_at: string }[];
  /** Seconds. */
  readonly execution_time: number;
  readonly adapter_response: {
    readonly rows_affected?: number;
    readonly bytes_written?: number;
    readonly files_written?: number;
    readonly partitions_unchanged?: number;
  };
  readonly message: string | null;
  readonly failures: number | null;
}

export interface RunResults {
  readonly metadata: {
    readonly generated_at: string;
    readonly invocation_id: string;
    readonly invocation_started_at: string;
  };
  readonly results: readonly RunResult[];
  readonly elapsed_time: number;
  readonly args: {
    readonly which: string;
    readonly target?: string;
    readonly threads?: number;
    readonly sparkify?: { readonly release: string | null };
  };
}

export interface SourceFreshness {
  readonly unique_id: string;
  readonly status: 'pass' | 'warn' | 'error' | 'runtime error';
  readonly max_loaded_at?: string;
  readonly snapshotted_at?: string;
  readonly max_loaded_at_time_ago_in_s?: number;
  readonly error?: string;
}

export interface SourcesDocument {
  readonly metadata: { readonly generated_at: string };
  readonly results: readonly SourceFreshness[];
}

export interface LineageInput {
  readonly node: string;
  readonly column: string;
  readonly role: string;
  readonly through: readonly { readonly name: string; readonly expression: string }[];
}

export interface LineageDocument {
  readonly models: Readonly<
    Record<
      string,
      {
        readonly columns: Readonly<
          Record<
            string,
            {
              readonly expression: string;
              readonly inputs: readonly LineageInput[];
              readonly unknown: string | null;
            }
          >
        >;
        readonly rows: readonly LineageInput[];
      }
    >
  >;
}
