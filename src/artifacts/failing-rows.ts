import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { NodeResult, RowSample } from '../run/run-event.ts';
import type { Invocation } from './invocation.ts';

/** The file's name, in the target folder. */
export const FAILING_ROWS = 'failing_rows.json';

const VERSION = 'failing-rows/v1';

/** The first failing rows of the tests of a run. dbt has no such artifact, so that the form is sparkify's own. */
export interface FailingRowsDocument {
  readonly metadata: { readonly sparkify_schema_version: typeof VERSION; readonly invocation_id: string };
  /** By unique id of the test. */
  readonly results: Readonly<Record<string, RowSample>>;
}

export function failingRowsDocument(
  results: readonly NodeResult[],
  invocation: Invocation,
): FailingRowsDocument {
  const samples = results.flatMap(({ node, sample }) =>
    sample === undefined ? [] : [[node.uniqueId, sample] as const],
  );
  return {
    metadata: { sparkify_schema_version: VERSION, invocation_id: invocation.id },
    results: Object.fromEntries(samples),
  };
}

/** Those of the last run; null where there are none, or another version wrote them. */
export function readFailingRows({ projectDir, targetPath }: Config): FailingRowsDocument | null {
  try {
    const text = readFileSync(join(projectDir, targetPath, FAILING_ROWS), 'utf8');
    const document = JSON.parse(text) as FailingRowsDocument;
    return document.metadata.sparkify_schema_version === VERSION ? document : null;
  } catch {
    return null;
  }
}
