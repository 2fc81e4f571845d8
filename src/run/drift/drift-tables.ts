import { quoteIdentifiers, quoteLiteral } from '../../columns/quote.ts';
import { driftColumns, driftRelation } from '../../columns/relation.ts';
import type { CompiledSource, CompiledTest } from '../../compile/node.ts';
import type { Reading } from '../reading.ts';
import { createSourceFetcher } from '../source-fetcher.ts';
import { driftFindings } from './drift-findings.ts';
import { type DriftOptions, measureDrift } from './measure-drift.ts';

/** Gives tests of sources what has drifted, as rows. */
export interface DriftTables {
  /** Binds them, once for all tests of a source. Gives why there is nothing to say, where there is not. */
  prepare(test: CompiledTest): Promise<string | undefined>;
}

interface Options
  extends Omit<DriftOptions, 'fetcher'>,
    Pick<Parameters<typeof createSourceFetcher>[0], 'signal' | 'emit'> {
  readonly sources: readonly CompiledSource[];
  readonly reading?: Reading | undefined;
}

export function createDriftTables(options: Options): DriftTables {
  const bound = new Map<string, Promise<void>>();
  return {
    async prepare({ attachedTo }) {
      if (options.reading !== undefined) return 'not measured: only a part of the records is read';
      const binding = bound.get(attachedTo!) ?? bindDrift(attachedTo!, options);
      bound.set(attachedTo!, binding);
      await binding;
      return undefined;
    },
  };
}

async function bindDrift(id: string, options: Options): Promise<void> {
  const node = options.sources.find(({ uniqueId }) => uniqueId === id)!;
  const fetcher = createSourceFetcher(options);
  try {
    const drift = await measureDrift(node, { ...options, fetcher });
    const rows = driftFindings(drift).map(({ kind, key, found }) =>
      [kind, key, found].map(text => (text === null ? 'NULL' : quoteLiteral(text))).join(', '),
    );
    const names = quoteIdentifiers(driftColumns.map(({ name }) => name));
    const none = driftColumns.map(({ type }) => `CAST(NULL AS ${type})`).join(', ');
    const values = [`(${none})`, ...rows.map(row => `(${row})`)];
    const sql = `SELECT * FROM (VALUES ${values.join(', ')}) AS found(${names}) WHERE kind IS NOT NULL`;
    await options.session.createTable(driftRelation(node.relation), sql);
  } finally {
    await fetcher.close();
  }
}
