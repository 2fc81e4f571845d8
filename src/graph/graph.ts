/** Who reads whom, by unique id. */
export interface Graph {
  /** Parents before children; among equals by id, so that the order never depends on the file system. */
  readonly order: readonly string[];
  readonly parents: Readonly<Record<string, readonly string[]>>;
  readonly children: Readonly<Record<string, readonly string[]>>;
}
