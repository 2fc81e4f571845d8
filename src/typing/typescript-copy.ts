import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { glob } from 'tinyglobby';
import type { Config } from '../config/config.ts';

/** Folders of what others made. A folder below with a config of its own is another project, with types of its own. */
const notOurs = ['**/node_modules/**', '**/.*/**', '**/{dist,build,out}/**'];

/** The project's TypeScript files but for the generated one, relative to its folder. */
export async function listTypeScript({ projectDir, targetPath, types }: Config): Promise<readonly string[]> {
  const target = relative(projectDir, join(projectDir, targetPath)).split(sep).join('/');
  const files = await glob('**/*.{ts,tsx,mts,cts}', {
    cwd: projectDir,
    ignore: [...notOurs, `${target}/**`],
    followSymbolicLinks: false,
  });
  const nested = files
    .filter(file => /\/sparkify\.config\.m?ts$/.test(file))
    .map(file => `${dirname(file)}/`);
  return files
    .filter(file => file !== types.path && !nested.some(folder => file.startsWith(folder)))
    .toSorted();
}

/**
 * Copies the files into a folder of the project, so that they find its packages, with the text that the types file has
 * there. The project's `tsconfig.json` says how they are compiled; which files it names is of no account.
 *
 * @returns the absolute path of the folder, which holds a `tsconfig.json`
 */
export async function copyTypeScript(
  { projectDir, targetPath, types }: Config,
  files: readonly string[],
  typesText: string,
): Promise<string> {
  await mkdir(join(projectDir, targetPath), { recursive: true });
  const folder = await mkdtemp(join(projectDir, targetPath, 'impact-'));
  const copied = [...files, types.path];
  await Promise.all(
    [...new Set(copied.map(file => dirname(file)))].map(path =>
      mkdir(join(folder, path), { recursive: true }),
    ),
  );
  await Promise.all(files.map(file => cp(join(projectDir, file), join(folder, file))));
  await writeFile(join(folder, types.path), typesText);
  const tsconfig = { ...settingsOf(join(projectDir, 'tsconfig.json')), files: copied, include: [] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  return folder;
}

/** Nothing is written, and no setting about where output goes is in the way. */
function settingsOf(tsconfig: string): object {
  const isThere = existsSync(tsconfig);
  return {
    ...(isThere ? { extends: tsconfig } : {}),
    compilerOptions: {
      ...(isThere ? {} : { target: 'esnext', module: 'nodenext', strict: true }),
      ...{ noEmit: true, composite: false, incremental: false, tsBuildInfoFile: null },
      ...{ declaration: false, emitDeclarationOnly: false, isolatedDeclarations: false },
      ...{ declarationMap: false, declarationDir: null },
      ...{ rootDir: '.', allowImportingTsExtensions: true, skipLibCheck: true },
    },
  };
}
