import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type Diagnostic, warning } from '../diagnostics/diagnostic.ts';
import { positionAt } from '../diagnostics/position.ts';

/** They come from the AWS provider chain, never from a project file, and no template may read them. */
export const awsKeys: readonly string[] = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

export interface DotEnv {
  readonly values: Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads `.env` of a project folder; AWS keys in it are left out with a warning. No file, no values. */
export async function loadDotEnv(projectDir: string): Promise<DotEnv> {
  const text = await readIfThere(join(projectDir, '.env'));
  const entries = Object.entries(parseEnv(text)) as [string, string][];
  const ignored = entries.filter(([name]) => awsKeys.includes(name));
  return {
    values: Object.fromEntries(entries.filter(([name]) => !awsKeys.includes(name))),
    diagnostics: ignored.map(([name]) => ignoredKey(name, text)),
  };
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function ignoredKey(name: string, text: string): Diagnostic {
  const offset = text.search(new RegExp(`(?<=^\\s*(export\\s+)?)${name}\\s*=`, 'm'));
  return warning('ignored-env', `${name} in .env is ignored: credentials do not belong in a project.`, {
    at: positionAt('.env', text, Math.max(0, offset), name.length),
    hint: 'Use an AWS profile, single sign-on or a role, or set the variable in the shell.',
  });
}
