import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';

export interface NewProject {
  readonly name: string;
  /** Relative to the new folder, sorted. */
  readonly files: readonly string[];
}

/** The package's own folder, two up from here, compiled or not. */
const packageFolder = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Writes a project that builds at once. It never overwrites: when a file is in the way, nothing is written.
 *
 * @param folder absolute; made when it is missing
 * @param version of sparkify, for package.json
 * @throws SparkifyError `bad-usage` naming the files in the way
 */
export async function initProject(folder: string, version: string): Promise<NewProject> {
  const templates = path.join(packageFolder, 'templates', 'init');
  const entries = await readdir(templates, { recursive: true, withFileTypes: true });
  const sources = entries
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name));
  const name = projectName(folder);
  const texts = new Map<string, string>();
  for (const source of sources) {
    const text = await readFile(source, 'utf8');
    texts.set(writtenName(path.relative(templates, source)), filled(text, name, folder, version));
  }
  const files = [...texts.keys()].sort();
  refuseToOverwrite(folder, files);
  await writeTexts(folder, texts);
  return { name, files };
}

/** `my-lake 2` as `my_lake_2`: letters, digits and underscores, beginning with a letter. */
export function projectName(folder: string): string {
  const name = path
    .basename(folder)
    .replaceAll(/\W+/g, '_')
    .replaceAll(/^[^A-Za-z]+|_+$/g, '');
  return name === '' ? 'my_lake' : name;
}

/** npm leaves a file called .gitignore out of packages. */
function writtenName(file: string): string {
  return file === 'gitignore' ? '.gitignore' : file;
}

function filled(text: string, name: string, folder: string, version: string): string {
  return text
    .replaceAll('__project_name__', name)
    .replaceAll('__package_name__', name.toLowerCase())
    .replaceAll('__sparkify_version__', dependency(folder, version));
}

/** The version when sparkify was installed; its folder when it runs from a checkout. */
function dependency(folder: string, version: string): string {
  if (packageFolder.split(path.sep).includes('node_modules')) return `^${version}`;
  return `file:${path.relative(folder, packageFolder).split(path.sep).join('/')}`;
}

async function writeTexts(folder: string, texts: ReadonlyMap<string, string>): Promise<void> {
  try {
    for (const [file, text] of texts) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text, { flag: 'wx' });
    }
  } catch (cause) {
    throw new SparkifyError(
      'bad-usage',
      `The project could not be written to ${folder}: ${(cause as Error).message}.`,
      {
        exitCode: 2,
        hint: 'Name a folder that you may write to.',
        cause,
      },
    );
  }
}

function refuseToOverwrite(folder: string, files: readonly string[]): void {
  const inTheWay = files.filter(file => existsSync(path.join(folder, file)));
  if (inTheWay.length === 0) return;
  throw new SparkifyError(
    'bad-usage',
    `${folder} already holds ${inTheWay.join(', ')}; nothing was written.`,
    {
      exitCode: 2,
      hint: 'Name a new folder, e.g. `sparkify init my_lake`.',
    },
  );
}
