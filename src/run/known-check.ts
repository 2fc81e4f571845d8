import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import type { CheckedProject, LoadedProject } from '../check/checked-project.ts';
import type { Parser } from '../check/schema-reader.ts';
import type { CompiledSeed } from '../compile/node.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { Session } from '../engines/session.ts';
import { checkProject } from './check-project.ts';
import { digest, givenSeeds, seedContent } from './recipes.ts';
import { readsBeside } from './repeatable.ts';

/** What a check has told of a project in which it found nothing wrong. */
export interface SoundCheck extends Pick<CheckedProject, 'columns' | 'assumed'> {
  /** A hash of all that its findings follow from. */
  readonly key: string;
  /** A hash of what it has told: a value that is hidden in artifacts may be the name of a column. */
  readonly seal: string;
}

/** Where it is put down for the next run. */
export interface SoundCheckFile {
  /** Which build of sparkify it is, whose rules these are. */
  readonly version: string;
  /** Undefined when nothing usable is there. */
  read(): Promise<SoundCheck | undefined>;
  write(check: SoundCheck): Promise<void>;
}

/**
 * Checks a project, unless just this one was found sound by the check before: what a check finds follows from what was compiled, from
 * the seeds, the rules and the engine. In doubt it is checked: where SQL reads what it does not name with ref() or source(), on targets
 * that are not DuckDB, and when anything was found.
 */
export async function checkUnlessKnown(
  project: LoadedProject,
  session: Session,
  file: SoundCheckFile,
  parser: Parser,
): Promise<CheckedProject> {
  const { config, diagnostics: before, hooks, nodes } = project;
  if (config.target.type !== 'duckdb' || hasErrors(before)) return checkProject(project, session);
  const key = keyOf(project, [file.version, session.engineVersion]);
  if (key === undefined) return checkProject(project, session);
  const known = await file.read();
  if (known?.key === key && known.seal === sealOf(known))
    return { ...project, columns: known.columns, assumed: known.assumed };
  const checked = await checkProject(project, session);
  const { columns, assumed, diagnostics } = checked;
  const start = hooks.start.flatMap(({ statements }) => statements);
  const isSound = diagnostics.length === before.length;
  if (isSound && !(await readsBeside({ nodes, start, parser })))
    await file.write({ key, seal: sealOf({ columns, assumed }), columns, assumed });
  return checked;
}

/** Undefined when a seed cannot be read, of which the check tells. */
function keyOf({ config, nodes, hooks }: LoadedProject, versions: readonly string[]): string | undefined {
  const { projectDir, rules, target } = config;
  const seeds = nodes.flatMap(node => {
    if (node.resourceType === 'seed') return [node];
    return node.resourceType === 'unit_test' ? givenSeeds(node) : [];
  });
  const contents = contentsOf(seeds, projectDir);
  if (contents === undefined) return undefined;
  // Not all of it can be written as JSON.
  const all = serialize([versions, rules, target.catalog, target.extensions, nodes, hooks, contents]);
  return createHash('sha256').update(all).digest('hex');
}

function sealOf({ columns, assumed }: Pick<CheckedProject, 'columns' | 'assumed'>): string {
  return digest([columns, assumed]);
}

function contentsOf(seeds: readonly CompiledSeed[], projectDir: string): readonly string[] | undefined {
  try {
    return seeds.map(seed => seedContent(seed, projectDir));
  } catch {
    return undefined;
  }
}
