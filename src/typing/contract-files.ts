import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { parseDocument } from 'yaml';
import type { CheckedProject } from '../check/checked-project.ts';
import type { CompiledModel } from '../compile/node.ts';
import type { Config } from '../config/config.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { listFiles } from '../project/list-files.ts';
import { type CompletedContract, completeContract } from './complete-contract.ts';

/** What becomes of the contract of a model. */
export interface ContractChange extends Omit<CompletedContract, 'text'> {
  readonly model: string;
  /** The properties file; of a model in TypeScript that describes itself, its own. */
  readonly path: string;
  /** `complete` needs nothing, `changed` is new, the others have to be completed by hand. */
  readonly state: 'complete' | 'changed' | 'by-hand' | 'in-typescript';
}

export interface Contracts {
  readonly changes: readonly ContractChange[];
  /** The texts of files that change, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Completes the properties files of models with the columns and types that `check` inferred. A model that no file
 * describes gets one beside it. Nothing is written.
 */
export async function completeContracts(
  { config, columns }: Pick<CheckedProject, 'config' | 'columns'>,
  models: readonly CompiledModel[],
): Promise<Contracts> {
  const files = await readProperties(config);
  const texts = new Map<string, string>();
  const changes = models.flatMap((model): readonly ContractChange[] => {
    const known = columns[model.uniqueId];
    if (known === undefined) return [];
    const path = files.described.get(model.name);
    if (path === undefined && describesItself(model)) return [inTypeScript(model, known.length)];
    const target = path ?? posix.join(posix.dirname(model.file), `${model.name}.yml`);
    const before = texts.get(target) ?? files.texts.get(target) ?? '';
    const completed = completeContract(before, { name: model.name, columns: known });
    const base = { model: model.name, path: target, columnsAdded: 0, typesAdded: 0 };
    if (completed === undefined) return [{ ...base, state: 'by-hand' }];
    const { text, ...added } = completed;
    if (text === before) return [{ ...base, state: 'complete' }];
    texts.set(target, text);
    return [{ ...base, ...added, state: 'changed' }];
  });
  return { changes, texts };
}

/** @throws SparkifyError `contract-not-written`. */
export async function writeContracts({ projectDir }: Config, { texts }: Contracts): Promise<void> {
  for (const [path, text] of texts) {
    try {
      await mkdir(dirname(join(projectDir, path)), { recursive: true });
      await writeFile(join(projectDir, path), text);
    } catch (cause) {
      throw new SparkifyError(
        'contract-not-written',
        `${path} could not be written: ${(cause as Error).message}.`,
        {
          hint: 'See whether it may be written.',
          cause,
        },
      );
    }
  }
}

interface PropertiesFiles {
  /** Byte order marks included: they stay. */
  readonly texts: ReadonlyMap<string, string>;
  /** The file that describes a model, by name. */
  readonly described: ReadonlyMap<string, string>;
}

async function readProperties(config: Config): Promise<PropertiesFiles> {
  const { projectDir, modelPaths, macroPaths, seedPaths, snapshotPaths } = config;
  const paths = await listFiles(projectDir, [...modelPaths, ...macroPaths, ...seedPaths, ...snapshotPaths]);
  const texts = new Map<string, string>();
  const described = new Map<string, string>();
  for (const path of paths.filter(path => /\.ya?ml$/.test(path))) {
    const text = await readFile(join(projectDir, path), 'utf8');
    texts.set(path, text);
    for (const name of modelNames(text)) if (!described.has(name)) described.set(name, path);
  }
  return { texts, described };
}

/** A file that is no valid YAML names none: `check` has told of it. */
function modelNames(text: string): readonly string[] {
  const document = parseDocument(text, { merge: true, logLevel: 'silent' });
  if (document.errors.length > 0) return [];
  const { models } = (document.toJS() ?? {}) as {
    readonly models?: readonly { readonly name?: unknown }[] | null;
  };
  return (models ?? []).map(model => String(model?.name));
}

function describesItself({ file, description, columns, tests, constraints }: CompiledModel): boolean {
  const says = description !== '' || columns.length + tests.length + constraints.length > 0;
  return file.endsWith('.ts') && says;
}

/** Two descriptions of one model are refused, and its own is code. */
function inTypeScript({ name, file, columns }: CompiledModel, count: number): ContractChange {
  const typed = columns.filter(({ dataType }) => dataType !== undefined).length;
  const state = typed < count ? 'in-typescript' : 'complete';
  return { model: name, path: file, columnsAdded: 0, typesAdded: 0, state };
}
