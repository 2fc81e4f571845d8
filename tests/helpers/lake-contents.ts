import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What is there after every build, and what a lock or a pointer's nonce changes without anybody seeing it. */
const ofNoAccount = /^_sparkify\/(\.|current\.json$|view\.json$)/;

/**
 * Every object of a lake on this disk that readers may come upon, with its bytes as text; locks, scratch files and what
 * a failed build keeps for a retry are left out, and of the pointer and the state of the plain copy only what readers
 * go by.
 */
export function lakeContents(lake: string): Readonly<Record<string, string>> {
  const keys = finishedKeys(lake).filter(key => !ofNoAccount.test(key));
  const { release, parent } = readJson(lake, '_sparkify/current.json');
  const view = readJson(lake, '_sparkify/view.json');
  return {
    ...Object.fromEntries(keys.map(key => [key, readFileSync(join(lake, key), 'base64')])),
    pointer: JSON.stringify({ release, parent }),
    view: JSON.stringify({ release: view.release, complete: view.complete }),
  };
}

/** Keys of all files of a lake, sorted. */
export function lakeKeys(lake: string): readonly string[] {
  return readdirSync(lake, { recursive: true, encoding: 'utf8' })
    .filter(key => statSync(join(lake, key)).isFile())
    .sort();
}

/** Keys of all files of a lake but those of unfinished releases. */
export function finishedKeys(lake: string): readonly string[] {
  const keys = lakeKeys(lake);
  const candidates = keys.filter(key => key.startsWith('_sparkify/candidates/'));
  const ids = candidates.flatMap(key => readJson(lake, key).ids as readonly string[]);
  const unfinished = [...candidates, ...ids.map(id => `files/${id}/`)];
  return keys.filter(key => !unfinished.some(beginning => key.startsWith(beginning)));
}

function readJson(lake: string, key: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(lake, key), 'utf8'));
}
