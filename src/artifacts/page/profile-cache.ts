import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { ReleasedTable } from '../../release/documents.ts';
import type { TableProfile } from '../../run/profile/table-profile.ts';
import { writeJsonFile } from '../write-json.ts';

const VERSION = 'profile/v1';

interface ProfileFile {
  readonly sparkify_schema_version: typeof VERSION;
  readonly profile: TableProfile;
}

/**
 * Profiles of versions of tables, below the target folder. A version never changes, so that only what a release wrote anew
 * is looked at again.
 */
export class ProfileCache {
  readonly #config: Config;
  readonly #folder: string;

  constructor(config: Config) {
    this.#config = config;
    this.#folder = join(config.projectDir, config.targetPath, 'profiles');
  }

  /** Undefined when the version was not looked at yet. */
  async find(table: ReleasedTable): Promise<TableProfile | undefined> {
    try {
      const file = JSON.parse(await readFile(this.#path(table), 'utf8')) as ProfileFile;
      return file.sparkify_schema_version === VERSION ? file.profile : undefined;
    } catch {
      // Not there, or not whole: it is made anew.
      return undefined;
    }
  }

  /** Keeps one, and drops those of earlier versions of the table. */
  async keep(table: ReleasedTable, profile: TableProfile): Promise<void> {
    const folder = join(this.#folder, table.name);
    await mkdir(folder, { recursive: true });
    const old = (await readdir(folder)).filter(name => name !== `${table.version}.json`);
    const file: ProfileFile = { sparkify_schema_version: VERSION, profile };
    await writeJsonFile(this.#config, this.#path(table), file);
    await Promise.all(old.map(name => rm(join(folder, name), { force: true })));
  }

  #path({ name, version }: ReleasedTable): string {
    return join(this.#folder, name, `${version}.json`);
  }
}
