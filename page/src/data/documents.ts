import type { FailingRowsDocument } from '../../../src/artifacts/failing-rows.ts';
import type { CodeEntry } from '../../../src/artifacts/page/code-document.ts';
import type { PageDocument } from '../../../src/artifacts/page/page-document.ts';
import type { Diagram } from '../../../src/deploy/er-diagram.ts';
import type { TableProfile } from '../../../src/run/profile/table-profile.ts';
import type {
  CatalogDocument,
  LineageDocument,
  ManifestDocument,
  RunResults,
  SourcesDocument,
} from './artifacts.ts';

/** The documents that this page shows, by name. All but the page's own are those that other tools read, too. */
export interface Documents {
  readonly manifest: ManifestDocument;
  readonly catalog: CatalogDocument | null;
  readonly 'run-results': RunResults | null;
  readonly sources: SourcesDocument | null;
  readonly lineage: LineageDocument | null;
  readonly page: PageDocument;
  readonly diagram: Diagram;
  readonly 'failing-rows': FailingRowsDocument | null;
  readonly code: Readonly<Record<string, CodeEntry>>;
  readonly profiles: Readonly<Record<string, TableProfile>> | null;
}

type Name = keyof Documents;

const texts = new Map<string, string>();
const values = new Map<string, unknown>();
const waiting = new Map<string, (text: string) => void>();

declare global {
  /** What each script of the folder `data` calls. */
  var sparkifyDocument: (name: string, text: string) => void;
  /** Of browsers that have it. */
  var trustedTypes:
    | {
        createPolicy(
          name: string,
          rules: { readonly createScriptURL: (address: string) => string },
        ): { createScriptURL(address: string): object };
      }
    | undefined;
}

/** Has the scripts of the data hand their documents over. */
export function receiveDocuments(): void {
  globalThis.sparkifyDocument = (name, text) => {
    texts.set(name, text);
    waiting.get(name)?.(text);
  };
}

/** A document that came with the page; undefined when its script did not load. */
export function documentOf<N extends Name>(name: N): Documents[N] | undefined {
  const text = texts.get(name);
  if (text === undefined) return undefined;
  if (!values.has(name)) values.set(name, JSON.parse(text));
  return values.get(name) as Documents[N];
}

/** Loads a document that only some views need; rejects when its script is not there. */
export async function loadDocument<N extends Name>(name: N): Promise<Documents[N]> {
  if (!texts.has(name)) await loadScript(name);
  return documentOf(name)!;
}

const loads = new Map<string, Promise<void>>();

function loadScript(name: Name): Promise<void> {
  const known = loads.get(name);
  if (known !== undefined) return known;
  const load = new Promise<void>((done, failed) => {
    waiting.set(name, () => done());
    const script = document.createElement('script');
    script.onerror = () => failed(new Error(`data/${name}.js could not be loaded.`));
    script.src = scriptAddress(name);
    document.head.append(script);
  });
  loads.set(name, load);
  return load;
}

/** Where the browser enforces trusted types, this is the only way to an address of a script. */
const policy = globalThis.trustedTypes?.createPolicy('sparkify-data', {
  createScriptURL: (address: string) => {
    if (!/^\.\/data\/[a-z-]+\.js$/.test(address)) throw new TypeError('no document of this page');
    return address;
  },
});

function scriptAddress(name: Name): string {
  const address = `./data/${name}.js`;
  return (policy?.createScriptURL(address) ?? address) as string;
}
