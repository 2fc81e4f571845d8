import { awsKeys } from './dot-env.ts';

/** What an earlier load put into process.env: it is not the shell's, so the next `.env` may change it. */
const exposed = new Map<string, string>();

/**
 * Puts the values of `.env` that the shell does not set into `process.env`, where the config file, TypeScript macros
 * and models read them, and returns what `env_var()` may read: `env` over `.env`, without AWS credentials, which
 * must never get into SQL text.
 *
 * @param env the shell's variables; `process.env` itself unless a library's user passes others.
 */
export function exposeEnvironment(
  dotEnv: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = process.env,
): Readonly<Record<string, string>> {
  withdraw();
  const shell = { ...env };
  for (const [name, value] of Object.entries(dotEnv)) {
    if (process.env[name] !== undefined) continue;
    process.env[name] = value;
    exposed.set(name, value);
  }
  const merged = Object.entries({ ...dotEnv, ...shell });
  return Object.fromEntries(
    merged.filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !awsKeys.includes(entry[0]),
    ),
  );
}

function withdraw(): void {
  for (const [name, value] of exposed) {
    if (process.env[name] === value) delete process.env[name];
  }
  exposed.clear();
}
