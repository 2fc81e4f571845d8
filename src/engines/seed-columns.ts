import type { Column } from '../columns/column.ts';
import type { CompiledSeed } from '../compile/node.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Session } from './session.ts';

export interface SeedColumns {
  /** By unique id; a seed that cannot be read is missing. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The columns of every seed. A file that cannot be read is a diagnostic, so that all else is still checked. */
export async function seedColumns(seeds: readonly CompiledSeed[], session: Session): Promise<SeedColumns> {
  const read = await Promise.all(
    seeds.map(async seed => {
      try {
        return { seed, columns: await session.seedColumns(seed) };
      } catch (error) {
        if (!(error instanceof SparkifyError) || error.code !== 'bad-seed') throw error;
        return { seed, error };
      }
    }),
  );
  return {
    columns: Object.fromEntries(
      read.flatMap(({ seed, columns }) => (columns === undefined ? [] : [[seed.uniqueId, columns]])),
    ),
    diagnostics: read.flatMap(({ error }) => (error === undefined ? [] : badSeed(error))),
  };
}

function badSeed({ message, at, hint }: SparkifyError): Diagnostic {
  return errorDiagnostic('bad-seed', message, {
    ...(at === undefined ? {} : { at }),
    ...(hint === undefined ? {} : { hint }),
  });
}
