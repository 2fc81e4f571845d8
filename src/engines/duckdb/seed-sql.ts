import { quoteLiteral } from '../../columns/quote.ts';
import type { CompiledSeed } from '../../compile/node.ts';

/** The rows of a seed file: declared types, the others inferred from the whole file. */
export function seedSql(seed: CompiledSeed, projectDir: string): string {
  const types = Object.entries(seed.columnTypes);
  const declared =
    types.length === 0
      ? ''
      : `, types = {${types.map(([name, type]) => `${quoteLiteral(name)}: ${quoteLiteral(type)}`).join(', ')}}`;
  const path = quoteLiteral(`${projectDir}/${seed.file}`);
  return `SELECT * FROM read_csv(${path}, header = true, delim = ${quoteLiteral(seed.delimiter)}, sample_size = -1${declared})`;
}
