import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * From paths relative to the project to paths relative to its repository, with forward slashes: what CI services mark
 * in a change. The project may lie in any subfolder.
 */
export type RepositoryPath = (file: string) => string;

/** @param projectDir absolute path of the project */
export function repositoryPaths(projectDir: string): RepositoryPath {
  const project = existsSync(projectDir) ? realpathSync(projectDir) : projectDir;
  const prefix = path.relative(repositoryRoot(project), project);
  return file =>
    path.join(prefix, path.isAbsolute(file) ? path.relative(project, file) : file).replaceAll(path.sep, '/');
}

/** The nearest folder above that holds `.git` (a file in a worktree); outside of a repository the project itself. */
function repositoryRoot(project: string): string {
  for (let folder = project; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, '.git'))) return folder;
    if (folder === path.dirname(folder)) return project;
  }
}
