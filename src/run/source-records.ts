import { join } from 'node:path';
import type { CompiledSource } from '../compile/node.ts';
import { sourceLabel } from '../compile/table-label.ts';
import type { Config } from '../config/config.ts';
import type { Session } from '../engines/session.ts';
import { placeKeys } from '../source/place-keys.ts';
import { clearQuarantine } from '../source/quarantine.ts';
import { resolveBadRecords } from '../source/resolve-bad-records.ts';
import type { SourceFile } from '../source/source-file.ts';
import { type UndeclaredKey, undeclaredKeyDiagnostics } from '../source/undeclared-keys.ts';
import { reportDiagnostics } from './report-diagnostics.ts';
import type { EmitRunEvent, QuarantineReport } from './run-event.ts';

interface Context {
  readonly session: Session;
  readonly config: Config;
  readonly emit: EmitRunEvent;
}

export interface ResolvedRecords {
  readonly quarantine: QuarantineReport | undefined;
  /** Cleaned copies by the path that they are read in place of. */
  readonly replacements: ReadonlyMap<string, string>;
  /** How many records of each file were bad, by its path. */
  readonly badFiles: ReadonlyMap<string, number>;
}

/** To be called when a source is read anew. */
export function forgetBadRecords(node: CompiledSource, config: Config): Promise<void> {
  return clearQuarantine(quarantineDir(config), folderName(node));
}

/**
 * Finds the bad records of a source's files and does with them as its policy says.
 *
 * @throws SparkifyError when they stop the source
 */
export async function resolveRecords(
  node: CompiledSource,
  files: readonly SourceFile[],
  { session, config, emit }: Context,
): Promise<ResolvedRecords> {
  const { diagnostics, quarantine, replacements, badFiles } = await resolveBadRecords({
    source: sourceLabel(node),
    folderName: folderName(node),
    at: node.at,
    files,
    columns: node.declared,
    policy: node.onBadRecord,
    projectDir: config.projectDir,
    quarantineDir: quarantineDir(config),
    scratchDir: join(config.projectDir, config.targetPath, 'tmp', 'cleaned', folderName(node)),
    scanner: session.sourceScanner(node.declared),
  });
  reportDiagnostics(diagnostics, emit);
  if (quarantine !== undefined) emit({ type: 'quarantined', report: quarantine });
  return { quarantine, replacements, badFiles };
}

/** The undeclared keys of files as they are read, by the files that cleaned copies stand for. */
export async function findKeys(
  node: CompiledSource,
  paths: readonly string[],
  replacements: ReadonlyMap<string, string>,
  session: Session,
): Promise<readonly UndeclaredKey[]> {
  if (paths.length === 0) return [];
  const originals = new Map([...replacements].map(([original, copy]) => [copy, original]));
  const found = await session.findUndeclaredKeys({ files: paths, columns: node.declared });
  return found.map(key => ({ ...key, file: originals.get(key.file) ?? key.file }));
}

/** @throws SparkifyError when the source's policy is to fail at keys that are not declared */
export async function reportKeys(
  node: CompiledSource,
  found: readonly UndeclaredKey[],
  files: readonly SourceFile[],
  { config, emit }: Omit<Context, 'session'>,
): Promise<void> {
  const keys = await placeKeys(found, files, node.declared);
  const policy = node.undeclaredKeys === 'fail' ? 'fail' : 'warn';
  const { projectDir } = config;
  const source = sourceLabel(node);
  reportDiagnostics(undeclaredKeyDiagnostics({ source, keys, policy, projectDir, at: node.at }), emit);
}

/** What is read of new files is apart from what is read of the whole source in the same run. */
function folderName({ source, relation }: CompiledSource): string {
  return `${source}.${relation.name}`.replaceAll('/', '.');
}

function quarantineDir({ projectDir, targetPath }: Config): string {
  return join(projectDir, targetPath, 'quarantine');
}
