import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { packageVersion } from '../config/package-version.ts';
import { safeParse } from '../config/safe-parse.ts';
import type { SoundCheckFile } from '../run/known-check.ts';
import { writeJson } from './write-json.ts';

const name = 'checked.json';

const schema = z.object({
  key: z.string(),
  seal: z.string(),
  columns: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
  assumed: z.array(z.string()),
});

/** `checked.json` in the target folder. One that cannot be read tells nothing. */
export function soundCheckFile(config: Config): SoundCheckFile {
  return {
    // Who works on sparkify itself builds one version many times.
    version: `${packageVersion()} ${statSync(new URL(import.meta.url)).mtimeMs}`,
    async read() {
      try {
        const text = await readFile(join(config.projectDir, config.targetPath, name), 'utf8');
        return safeParse(schema, JSON.parse(text)).data;
      } catch {
        return undefined;
      }
    },
    write: check => writeJson(config, name, check),
  };
}
