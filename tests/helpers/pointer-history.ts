import type { Release } from '../../src/release/documents.ts';
import type { LakeContext } from '../../src/release/lake-context.ts';
import { pointerKey } from '../../src/release/layout.ts';
import { readPointer, readRelease } from '../../src/release/read-documents.ts';
import { type Content, contentOf } from './lake-invariants.ts';
import type { LakeWorld } from './lake-world.ts';

/** What the pointer said, as seen by somebody who looks after every step. */
export class PointerHistory {
  /** Ids in the order in which they became current. */
  readonly releases: string[] = [];
  /** From one release to the next: what readers saw. */
  readonly changes: { readonly before: Content; readonly after: Content; readonly release: Release }[] = [];
  readonly #lake: LakeContext;
  readonly #etags = new Set<string>();
  #etag: string | undefined;
  #content: Content = {};

  constructor(world: LakeWorld) {
    this.#lake = world.process();
  }

  /** Throws when the pointer shows bytes that it showed before. */
  async look(): Promise<void> {
    const { value, etag } = await readPointer(this.#lake);
    if (etag === this.#etag) return;
    if (this.#etags.has(etag)) throw new Error(`${pointerKey} repeats its bytes`);
    this.#etags.add(etag);
    this.#etag = etag;
    if (value.release === null || value.release === this.releases.at(-1)) return;
    const release = await readRelease(this.#lake, value.release);
    const content = await contentOf(this.#lake, release);
    this.changes.push({ before: this.#content, after: content, release });
    this.#content = content;
    this.releases.push(release.release);
  }

  /** Throws unless history is one line in which no release comes back. */
  checkParents(): void {
    if (new Set(this.releases).size < this.releases.length) throw new Error('a release came back');
    for (const [index, { release }] of this.changes.entries()) {
      if (index > 0 && release.parent !== this.releases[index - 1])
        throw new Error(`${release.release} has a wrong parent`);
    }
  }
}
