import type { DataFile, FileListCodec } from '../../src/release/documents.ts';

/** File lists as JSON: what tests of releases need no engine for. */
export const jsonFileListCodec: FileListCodec = {
  encode: async files => Buffer.from(JSON.stringify(files)),
  decode: async bytes => JSON.parse(Buffer.from(bytes).toString('utf8')) as readonly DataFile[],
};
