/** What the engine found when it read files strictly. */
export type ScanResult =
  /** All of it is JSON; these files hold records that do not fit. */
  | { readonly ok: true; readonly faulty: readonly string[] }
  /** It stopped; at this file, when it says so. */
  | { readonly ok: false; readonly file: string | undefined; readonly message: string };

/** The engine's own strict reading of one source's files. Absolute paths. */
export interface SourceScanner {
  scan(files: readonly string[]): Promise<ScanResult>;
}
