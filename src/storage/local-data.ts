import type { DataAccess } from './data-access.ts';
import type { LocalStore } from './local-store.ts';

/** The engine reads and writes straight in the folder of the lake. */
export function localData(store: LocalStore): DataAccess {
  return {
    address: key => store.localPath(key),
    near: async files => files.map(({ path }) => store.localPath(path)),
    writeBelow: prefix => ({
      folder: store.localPath(prefix),
      take: undefined,
      pour: undefined,
      warning: undefined,
      finish: async () => undefined,
    }),
  };
}
