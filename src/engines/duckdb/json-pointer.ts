import { quoteLiteral } from '../../columns/quote.ts';

/** A JSON pointer to one key, as a literal: unlike a JSON path it can name every key. */
export function jsonPointer(key: string): string {
  return quoteLiteral(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}
