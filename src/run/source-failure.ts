/** Thrown at a task that met bad records which another one has reported already. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure';
  /** What messages call the source, e.g. `raw.events`. */
  readonly source: string;

  constructor(source: string) {
    super(`the source ${source} could not be read`);
    this.source = source;
  }
}
