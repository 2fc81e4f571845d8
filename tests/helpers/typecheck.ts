import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type CliProject, repository } from './cli-project.ts';

/** Checks the TypeScript of a project as its user would. Gives what tsc prints. */
export function typecheck(project: CliProject): string {
  installTypeScript(project);
  return runTsc(project);
}

/** The same of a project that has a `tsconfig.json` and its packages. */
export function runTsc(project: CliProject): string {
  const tsc = project.path('node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: project.folder, encoding: 'utf8' });
  return stdout;
}

/** Gives a project the packages that a user of TypeScript installs, this one among them. */
export function linkPackages(project: CliProject): void {
  mkdirSync(project.path('node_modules/@types'), { recursive: true });
  link(repository, project.path('node_modules/sparkify'));
  for (const name of ['typescript', '@types/node']) {
    link(join(repository, 'node_modules', name), project.path(`node_modules/${name}`));
  }
}

/** Gives a project what a user of TypeScript installs, and a `tsconfig.json`. */
export function installTypeScript(project: CliProject): void {
  linkPackages(project);
  const compilerOptions = {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node'],
  };
  const include = ['*.ts', 'models', 'macros'];
  project.write({
    'tsconfig.json': JSON.stringify({ compilerOptions, include }),
    'package.json': '{ "type": "module" }',
  });
}

function link(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
