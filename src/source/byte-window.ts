/**
 * The part of a file that is held in memory while it is read from front to back. Offsets count from the beginning of
 * the window; they change with `drop` and stay with `more`.
 */
export class ByteWindow {
  /** What is held. */
  bytes: Buffer = Buffer.alloc(0);
  /** Whether `bytes` reaches the end of the file. */
  ended = false;
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Reads on, at least doubling what is held, so that scanning a long record again costs no more than twice. */
  async more(): Promise<void> {
    const parts = [this.bytes];
    const wanted = this.bytes.length;
    for (let read = 0; !this.ended && read <= wanted; ) {
      const { value, done } = await this.#chunks.next();
      if (done) {
        this.ended = true;
      } else {
        parts.push(Buffer.from(value.buffer, value.byteOffset, value.length));
        read += value.length;
      }
    }
    this.bytes = Buffer.concat(parts);
  }

  /** Forgets the first `count` bytes. */
  drop(count: number): void {
    this.bytes = this.bytes.subarray(count);
  }

  /** Stops reading and closes the file. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
