import type { JsonValue } from './json-value.ts';
import type { NotificationSettings } from './notifications.ts';
import type { RuleLevels } from './rules.ts';
import type { Target } from './target.ts';

/** What to do about a record of a source that is malformed or does not fit its declared types. */
export type BadRecordPolicy = 'fail' | 'quarantine';
/** What to do about keys in the JSON that the source does not declare. */
export type UndeclaredKeyPolicy = 'ignore' | 'warn' | 'fail';

export interface SourceSettings {
  readonly onBadRecord: BadRecordPolicy;
  readonly undeclaredKeys: UndeclaredKeyPolicy;
}

export interface ReleaseSettings {
  /** How many superseded releases stay readable at least. */
  readonly keep: number;
  /** For how many hours a superseded release stays readable at least. */
  readonly keepHours: number;
  /** Whether `<lake>/<table>/` holds a copy of the current release for whoever globs. */
  readonly plainCopy: boolean;
  /** Whether `_sparkify/catalog.duckdb` shows the current release to whoever attaches it. */
  readonly catalog: boolean;
  /** After how many hours without a touch a candidate may be recovered by a later build. */
  readonly recoverAfterHours: number;
}

/** The generated file with the types of every table's rows. */
export interface TypesSettings {
  /** Relative to the project folder. */
  readonly path: string;
  /** Whether the project names it, so that it is written even when it is not there yet. */
  readonly configured: boolean;
  /** Whether commands keep it current. Models may differ by target, so only those on the target that needs no choice do. */
  readonly followed: boolean;
}

/** One frozen value; every default is filled in. Nothing after `loadConfig` sees an unknown. */
export interface Config {
  /** Absolute path of the project folder. */
  readonly projectDir: string;
  /** Absolute path of sparkify.config.ts. */
  readonly configFile: string;
  readonly name: string;
  readonly modelPaths: readonly string[];
  readonly macroPaths: readonly string[];
  readonly seedPaths: readonly string[];
  readonly snapshotPaths: readonly string[];
  readonly testPaths: readonly string[];
  /** Where everything generated goes, relative to the project folder. */
  readonly targetPath: string;
  readonly types: TypesSettings;
  /** The chosen target. */
  readonly target: Target;
  /** The engine of every target, by name. */
  readonly engines: Readonly<Record<string, Target['type']>>;
  readonly vars: Readonly<Record<string, JsonValue>>;
  /** Defaults for models, nested by folder as in dbt: `{ staging: { materialized: 'view' } }`. */
  readonly models: Readonly<Record<string, JsonValue>>;
  readonly seeds: Readonly<Record<string, JsonValue>>;
  readonly snapshots: Readonly<Record<string, JsonValue>>;
  readonly sources: SourceSettings;
  readonly releases: ReleaseSettings;
  /** Whether a build takes over from the release what would come out the same. */
  readonly reuse: boolean;
  /** Whom to tell how runs end. */
  readonly notifications: readonly NotificationSettings[];
  readonly rules: RuleLevels;
  /** SQL that runs before and after every run, as templates. */
  readonly hooks: Readonly<Record<'onRunStart' | 'onRunEnd', readonly string[]>>;
  /** Environment variables, `.env` included, that `env_var()` reads. Never written to an artifact. */
  readonly env: Readonly<Record<string, string>>;
}
