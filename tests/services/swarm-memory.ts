/**
 * A process of its own that fetches a swarm into the cache of a folder, and does nothing else: `swarm-memory.ts LOCATION
 * FOLDER`. Prints how many objects it fetched, and its peak memory before and after that, in bytes.
 */
import { join } from 'node:path';
import { toS3Settings } from '../../src/config/s3-settings.ts';
import { fetchSwarm } from '../../src/source/cache/fetch-swarm.ts';
import { HeldFiles } from '../../src/source/cache/held-files.ts';
import { listS3Files } from '../../src/source/list-s3-files.ts';

export interface SwarmMemory {
  readonly objects: number;
  readonly before: number;
  readonly peak: number;
}

const [location = '', folder = ''] = process.argv.slice(2);
const files = await listS3Files(location, toS3Settings({}, '/'));
const before = peak();
const held = new HeldFiles(join(folder, 'held'));
let objects = 0;
const { problem } = await fetchSwarm({
  apart: false,
  ...{ files, location, targetDir: folder, held, taken: new Map() },
  signal: new AbortController().signal,
  onProgress: progress => {
    objects = progress.objects;
  },
});
if (problem !== undefined) throw new Error(problem);
await held.close();
process.stdout.write(JSON.stringify({ objects, before, peak: peak() } satisfies SwarmMemory));

function peak(): number {
  return process.resourceUsage().maxRSS * 1024;
}
