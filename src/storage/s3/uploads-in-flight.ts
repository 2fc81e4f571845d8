/** Slower than this nothing is worth waiting for. Bytes a second. */
export const slowest = 50_000;

/** A socket takes so much at once; when it takes more, that much has left. */
const chunkBytes = 2 ** 16;

/**
 * So much the system may hold of what a socket took from us: on a slow line less, on a fast one it goes soon. At 0.1 MB a
 * second it held 0.7 to 1.3 MB, and 0.9 MB at 1 MB a second (Linux 6.18).
 */
const heldSlow = 2 ** 20;
const heldFast = 4 * 2 ** 20;

/**
 * The bodies on their way to one host. A time for the whole of a body would be too short on a slow line or much too long
 * for a store that hangs; so what counts is progress: for how long nothing more of a body was taken, or no answer came
 * to the last of it.
 *
 * Many share a line. An answer to a body that was handed over before another shows that the line moves, so the other
 * goes on waiting; an answer to a later one does not.
 */
export class UploadsInFlight {
  readonly #timeout: number;
  /** In the order in which they began or were handed over. */
  readonly #inFlight = new Set<Upload>();

  /** @param timeout milliseconds without progress after which one is given up */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** @param giveUp told once, unless the upload ends before */
  begin(body: Uint8Array, giveUp: (error: Error) => void): Upload {
    const upload: Upload = new Upload(body, {
      timeout: this.#timeout,
      giveUp,
      onHandedOver: () => {
        this.#inFlight.delete(upload);
        this.#inFlight.add(upload);
      },
      onEnd: answered => {
        if (answered) this.#refreshBehind(upload);
        this.#inFlight.delete(upload);
      },
    });
    this.#inFlight.add(upload);
    return upload;
  }

  #refreshBehind(upload: Upload): void {
    let isBehind = false;
    for (const other of this.#inFlight) {
      if (isBehind) other.refresh();
      isBehind ||= other === upload;
    }
  }
}

interface UploadOptions {
  readonly timeout: number;
  readonly giveUp: (error: Error) => void;
  readonly onHandedOver: () => void;
  readonly onEnd: (answered: boolean) => void;
}

export class Upload {
  readonly #body: Uint8Array;
  readonly #options: UploadOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(body: Uint8Array, options: UploadOptions) {
    this.#body = body;
    this.#options = options;
  }

  /** The body: a small one whole, for a generator costs more than sending it; of a large one the parts, as they are taken. */
  content(): Uint8Array | AsyncGenerator<Uint8Array, void, void> {
    const bytes = this.#body.byteLength;
    if (bytes > chunkBytes) return this.#chunks();
    this.#wait(this.#options.timeout + leavingMilliseconds(bytes, 0));
    return this.#body;
  }

  /** For a socket that asks for the next part when it has taken the one before. Time runs from the first on. */
  async *#chunks(): AsyncGenerator<Uint8Array, void, void> {
    const { timeout, onHandedOver } = this.#options;
    const bytes = this.#body.byteLength;
    const startedAt = performance.now();
    this.#wait(timeout);
    for (let start = 0; start < bytes; start += chunkBytes) {
      yield this.#body.subarray(start, start + chunkBytes);
      this.refresh();
    }
    onHandedOver();
    this.#wait(timeout + leavingMilliseconds(bytes, performance.now() - startedAt));
  }

  refresh(): void {
    this.#timer?.refresh();
  }

  /** An answer has come: what follows has a time of its own. */
  answered(): void {
    this.#end(true);
  }

  failed(): void {
    this.#end(false);
  }

  #end(answered: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#options.onEnd(answered);
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    const giveUp = () => this.#options.giveUp(new SilentUploadError(milliseconds));
    this.#timer = setTimeout(giveUp, milliseconds);
  }
}

/** Nothing of a body was taken, or nobody answered to it, for too long. */
export class SilentUploadError extends Error {
  override readonly name = 'SilentUploadError';
  readonly code = 'UPLOAD_SILENT';

  constructor(milliseconds: number) {
    super(`no answer to an upload for ${Math.round(milliseconds / 1000)} seconds`);
  }
}

/** How long the system may need to send what it holds when it has taken all: as fast as it took what is gone for sure. */
function leavingMilliseconds(bytes: number, takenIn: number): number {
  if (bytes <= heldFast) return (Math.min(bytes, heldSlow) / slowest) * 1000;
  return (2 * heldFast * takenIn) / (bytes - heldFast);
}
