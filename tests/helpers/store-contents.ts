import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { ObjectInfo, Store } from '../../src/storage/store.ts';

export function bytes(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

export function text(object: { readonly bytes: Uint8Array } | undefined): string | undefined {
  return object && new TextDecoder().decode(object.bytes);
}

/** The whole listing at once. */
export async function listed(
  store: Store,
  prefix: string,
  expected?: readonly string[],
): Promise<readonly ObjectInfo[]> {
  const infos: ObjectInfo[] = [];
  for await (const info of store.list(prefix, expected)) infos.push(info);
  return infos;
}

/** Its keys. */
export async function keysOf(store: Store, prefix: string): Promise<readonly string[]> {
  return (await listed(store, prefix)).map(info => info.key);
}

/** A file outside any store, for `upload`. */
export async function localFile(t: ExecutionContext, value: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkify-upload-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, 'file');
  await writeFile(path, value);
  return path;
}
