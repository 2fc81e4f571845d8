import { encodeDocument } from '../../src/release/document-format.ts';
import { newToken } from '../../src/release/environment.ts';
import { pointerKey } from '../../src/release/layout.ts';
import { readPointer } from '../../src/release/read-documents.ts';
import type { LakeWorld } from './lake-world.ts';

/** Takes steps until the one of this name comes next. Throws when it never comes. */
export async function beforeStep(steps: AsyncGenerator<string, unknown, void>, name: string): Promise<void> {
  for (;;) {
    const turn = await steps.next();
    if (turn.done) throw new Error(`there was no step ${name}`);
    if (turn.value === name) return;
  }
}

/** Gives the pointer a new nonce, as a recovery does. */
export async function outdatePointer(world: LakeWorld): Promise<void> {
  const lake = world.process();
  const { value, etag } = await readPointer(lake);
  const bytes = encodeDocument(lake.project, { ...value, nonce: newToken(lake.environment) });
  await lake.store.putIfMatch(pointerKey, bytes, etag);
}
