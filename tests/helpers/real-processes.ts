import { toS3Settings } from '../../src/config/s3-settings.ts';
import { systemEnvironment } from '../../src/release/environment.ts';
import { inTurn } from '../../src/release/steps.ts';
import { createLocalStore } from '../../src/storage/local-store.ts';
import { createS3Store } from '../../src/storage/s3/s3-store.ts';
import type { Store } from '../../src/storage/store.ts';
import { jsonCatalogCodec } from './json-catalog-codec.ts';
import { jsonFileListCodec } from './json-file-list-codec.ts';
import { jsonLedgerCodec } from './json-ledger-codec.ts';
import { defaultSettings, type Processes } from './lake-world.ts';

const s3Settings = toS3Settings({}, '/');

/**
 * A lake as this very process sees it, with the clock and the processes of the machine. Nobody waits for days: what may
 * go some time goes at once.
 */
export function realProcesses(place: string): Processes {
  const store = storeAt(place);
  return {
    process: ({ settings } = {}) => ({
      store,
      project: 'music',
      settings: { ...defaultSettings, keepHours: 0, recoverAfterHours: 0, ...settings },
      codec: jsonFileListCodec,
      catalogs: jsonCatalogCodec,
      ledgers: jsonLedgerCodec,
      fileLists: new Map(),
      environment: { ...systemEnvironment(), together: inTurn },
    }),
    end: () => undefined,
    pass: () => undefined,
  };
}

function storeAt(place: string): Store {
  return place.startsWith('s3://')
    ? createS3Store(place, { settings: s3Settings, env: process.env })
    : createLocalStore(place);
}
