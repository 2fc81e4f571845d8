import type { Catalog, CatalogCodec } from '../../src/release/documents.ts';

/** Catalogs as JSON, for tests of releases that need no engine. */
export const jsonCatalogCodec: CatalogCodec = {
  encode: async catalog => Buffer.from(JSON.stringify(catalog)),
  decode: async bytes => parse(bytes),
};

/** Undefined for what is no JSON. */
function parse(bytes: Uint8Array): Catalog | undefined {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
