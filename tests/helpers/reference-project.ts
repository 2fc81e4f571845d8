import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type CliProject, cliProject, repository, runSparkify } from './cli-project.ts';

const parts = ['sparkify.config.ts', 'models', 'macros', 'seeds', 'snapshots', 'tests/data', 'data/sample'];

/** The repository's own project in a folder of its own, its target `prod` with a lake of its own. */
export interface ReferenceProject extends CliProject {
  readonly lake: string;
  /** The same project with another lake, a folder beside the first. */
  withLake(name: string): ReferenceProject;
}

/** Copies the repository's project without what is generated, so that tests leave the checkout alone. */
export function referenceProject(t: ExecutionContext): ReferenceProject {
  const project = cliProject(t, {});
  for (const part of parts) cpSync(join(repository, part), project.path(part), { recursive: true });
  return onLake(project, 'lake');
}

function onLake(project: CliProject, name: string): ReferenceProject {
  const lake = project.path('lakes', name);
  const env = { ...process.env, SPARKIFY_LAKE: lake };
  const start = (...args: readonly string[]) =>
    runSparkify([...args, '--target', 'prod'], project.folder, env);
  return {
    ...project,
    lake,
    start,
    sparkify: (...args) => start(...args).ended,
    withLake: other => onLake(project, other),
  };
}
