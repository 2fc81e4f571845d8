import type { LedgerCodec, LedgerEntry } from '../../src/release/documents.ts';

/** Ledgers as JSON: what tests of releases need no engine for. */
export const jsonLedgerCodec: LedgerCodec = {
  encode: async entries => Buffer.from(JSON.stringify(entries)),
  decode: async bytes => JSON.parse(Buffer.from(bytes).toString('utf8')) as readonly LedgerEntry[],
};
