import { dirname } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { chooseTarget, defaultTargetOf } from './choose-target.ts';
import type { Config } from './config.ts';
import { deepFreeze } from './deep-freeze.ts';
import { loadDotEnv } from './dot-env.ts';
import { exposeEnvironment } from './environment.ts';
import { findConfig } from './find-config.ts';
import type { JsonValue } from './json-value.ts';
import { toNotifications } from './notifications.ts';
import { parseVars } from './parse-vars.ts';
import { readConfig } from './read-config.ts';
import { settleVars } from './settle-vars.ts';

/** Beside sparkify.config.ts, where both are found. */
const defaultTypesPath = 'sparkify.types.ts';

/** What a command line says about the config. */
export interface ProjectOptions {
  /** The project's folder, relative to `cwd`; without it, `cwd` and the folders above are searched. */
  readonly projectDir?: string | undefined;
  readonly target?: string | undefined;
  /** YAML or JSON text, or an object; overrides the config's vars one by one. */
  readonly vars?: string | Readonly<Record<string, JsonValue>> | undefined;
  /** How many models run at once. */
  readonly threads?: number | undefined;
  /** The shell's variables. Default: `process.env`, which is what the config file itself sees in any case. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly cwd?: string | undefined;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Warnings; what is wrong is thrown. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds sparkify.config.ts, puts `.env` into the environment, imports the config and fills in every default.
 *
 * @throws SparkifyError with exit code 2: `no-project`, `bad-config` (its diagnostics name every wrong key),
 * `unknown-target`, `bad-vars`, `bad-usage`.
 * @example const { config } = await loadConfig({ target: 'prod', vars: '{limit: 5}' });
 */
export async function loadConfig(options: ProjectOptions = {}): Promise<LoadedConfig> {
  const configFile = await findConfig(options.cwd ?? process.cwd(), options.projectDir);
  const projectDir = dirname(configFile);
  const vars = parseVars(options.vars ?? {});
  const dotEnv = await loadDotEnv(projectDir);
  const env = exposeEnvironment(dotEnv.values, options.env);
  const parsed = await readConfig(configFile);
  const wanted = options.target ?? (env.SPARKIFY_TARGET || undefined);
  const target = chooseTarget(parsed, { projectDir, wanted, threads: options.threads, env });
  const config: Config = {
    projectDir,
    configFile,
    name: parsed.name,
    modelPaths: parsed.modelPaths,
    macroPaths: parsed.macroPaths,
    seedPaths: parsed.seedPaths,
    snapshotPaths: parsed.snapshotPaths,
    testPaths: parsed.testPaths,
    targetPath: parsed.targetPath,
    types: {
      path: parsed.typesPath ?? defaultTypesPath,
      configured: parsed.typesPath !== undefined,
      followed: [undefined, target.name].includes(defaultTargetOf(parsed)),
    },
    target,
    engines: Object.fromEntries(Object.entries(parsed.targets).map(([name, { type }]) => [name, type])),
    vars: await settleVars({ config: parsed.vars, commandLine: vars, schema: parsed.varsSchema }, configFile),
    models: parsed.models,
    seeds: parsed.seeds,
    snapshots: parsed.snapshots,
    sources: parsed.sources,
    releases: parsed.releases,
    rules: parsed.rules,
    reuse: parsed.reuse,
    notifications: toNotifications(parsed.notifications),
    hooks: { onRunStart: parsed.onRunStart, onRunEnd: parsed.onRunEnd },
    env,
  };
  return { config: deepFreeze(structuredClone(config)), diagnostics: dotEnv.diagnostics };
}
