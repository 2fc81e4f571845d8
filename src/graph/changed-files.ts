import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { didYouMean } from '../diagnostics/closest.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { ChangedFiles } from './changed-nodes.ts';

/**
 * What changed in a project folder since its branch left another: committed, staged, not staged and new files.
 *
 * @param branch anything that git takes for a commit: `main`, `origin/main`, `v1.2`
 * @throws SparkifyError bad-selection when there is no git, no repository, no such branch or no common commit
 */
export function changedFiles(projectDir: string, branch: string): Pick<ChangedFiles, 'files' | 'described'> {
  const git = (...args: readonly string[]) => runGit(projectDir, args);
  const inside = git('rev-parse', '--is-inside-work-tree');
  if (inside.output.trim() !== 'true') {
    const hint = 'Run git status there to see what git says, or select by name.';
    throw refusal(branch, `${projectDir} is not in a git repository`, hint, inside.failure);
  }
  const base = mergeBase(branch, git);
  const options = ['--name-only', '-z', '--relative', '--no-renames', '--no-ext-diff'];
  const answers = [
    git('diff', ...options, base, '--', '.'),
    git('ls-files', '--others', '--exclude-standard', '-z', '--', '.'),
  ];
  const failed = answers.find(({ failure }) => failure !== undefined);
  if (failed !== undefined) {
    throw refusal(branch, 'git could not list what changed', 'Run git diff to see why.', failed.failure);
  }
  const files = answers.flatMap(({ output }) => output.split('\0')).filter(file => file !== '');
  return { files: new Set(files), described: new Set(files.flatMap(file => namesIn(projectDir, file))) };
}

interface Answer {
  readonly output: string;
  readonly failure?: unknown;
}

/** No shell: arguments arrive as they are. */
function runGit(cwd: string, args: readonly string[]): Answer {
  try {
    const output = execFileSync('git', args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 256 * 1024 * 1024,
    });
    return { output };
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') {
      const hint = 'Install git, or select by name.';
      throw new SparkifyError('bad-selection', 'git: needs the program git, which was not found.', {
        ...{ hint, cause: failure, exitCode: 2 },
      });
    }
    return { output: '', failure };
  }
}

function mergeBase(branch: string, git: (...args: readonly string[]) => Answer): string {
  // A name with a dash in front would be taken for an option; git itself allows no such branch.
  const commit = branch.startsWith('-')
    ? ''
    : git('rev-parse', '--verify', '--quiet', `${branch}^{commit}`).output.trim();
  if (commit === '') {
    const known = git('for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/remotes').output;
    const names = known.split('\n').filter(name => name !== '');
    const otherwise = 'See the branches with: git branch --all';
    throw refusal(branch, `there is no branch "${branch}"`, didYouMean(branch, names, otherwise)!);
  }
  const base = git('merge-base', commit, 'HEAD');
  if (base.failure === undefined) return base.output.trim();
  const hint = 'When the clone is shallow, run: git fetch --unshallow';
  throw refusal(branch, `"${branch}" and what is checked out have no commit in common`, hint, base.failure);
}

function refusal(branch: string, why: string, hint: string, cause?: unknown): SparkifyError {
  const message = `The selection "git:${branch}" cannot be answered: ${why}.`;
  return new SparkifyError('bad-selection', message, { hint, exitCode: 2, cause });
}

/** Names of the models and seeds that a properties file describes. A file that is gone or broken describes none. */
function namesIn(projectDir: string, file: string): readonly string[] {
  const path = join(projectDir, file);
  if (!/\.ya?ml$/.test(file) || !existsSync(path)) return [];
  const document = parseDocument(readFileSync(path, 'utf8'), { logLevel: 'error', merge: true });
  const { models = [], seeds = [] } = document.errors.length > 0 ? {} : Object(document.toJS());
  const entries: readonly unknown[] = [models, seeds].flat();
  return entries.flatMap(entry => {
    const name: unknown = Object(entry).name;
    return typeof name === 'string' ? [name] : [];
  });
}
