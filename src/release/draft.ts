import type { DoneNode, Release, ReleasedSource, ReleasedTable } from './documents.ts';
import type { PlannedState, StateChange } from './released-state.ts';

/** What a writer wants to change, apart from the release that it will rest on. */
export interface Draft {
  readonly command: string;
  /** Whether the tables of this draft passed their tests. */
  readonly tested: boolean;
  readonly rolledBackTo: string | null;
  /** Tables in their new version. */
  readonly put: readonly ReleasedTable[];
  /** What was read of sources. Of two builds that read one, the later tells. */
  readonly sources: readonly ReleasedSource[];
  /** What need not run again on its tables; undefined leaves that as it is. */
  readonly done: readonly DoneNode[] | undefined;
  /** What it says of the nodes that it is made of; undefined leaves that as it is. */
  readonly state: DraftState | undefined;
  /** Names of tables that go. */
  readonly drop: readonly string[];
  /** Names of all tables read or written: when another release changed one of them, this draft is void. */
  readonly touches: ReadonlySet<string> | 'everything';
}

/** What a build knows of them, and what follows from that on its base; or what another release says. */
export type DraftState =
  | { readonly change: StateChange; readonly onBase: PlannedState }
  | { readonly asIn: Release };

/** The tables of the release that a draft makes on top of `parent`, by name; what it does not mention carries over. */
export function tablesOn(parent: Release | undefined, draft: Draft): readonly ReleasedTable[] {
  return [...carriedOver(parent, draft), ...draft.put].sort((left, right) =>
    left.name < right.name ? -1 : 1,
  );
}

/** Unique ids of the nodes that have a table in `parent` and, because the draft drops it, none on top of that. */
export function nodesDropped(parent: Release | undefined, draft: Draft): ReadonlySet<string> {
  const dropped = (parent?.tables ?? []).filter(({ name }) => draft.drop.includes(name));
  const left = new Set(tablesOn(parent, draft).map(({ node }) => node));
  return new Set(dropped.map(({ node }) => node).filter(node => !left.has(node)));
}

/** The ledgers of that release; those of sources that the draft did not read carry over. */
export function sourcesOn(
  parent: Release | undefined,
  { sources, rolledBackTo }: Draft,
): readonly ReleasedSource[] {
  if (rolledBackTo !== null) return sources;
  const before = parent?.sources ?? [];
  const read = new Set(sources.map(({ name }) => name));
  return [...before.filter(({ name }) => !read.has(name)), ...sources].sort((left, right) =>
    left.name < right.name ? -1 : 1,
  );
}

/** A release counts as tested when all of its tables are: those of the draft, and those that carry over. */
export function isTested(parent: Release | undefined, draft: Draft): boolean {
  return draft.tested && (carriedOver(parent, draft).length === 0 || parent!.tested);
}

/** Names of the tables that the draft touches and that differ between two releases. */
export function conflicts(
  base: Release | undefined,
  current: Release | undefined,
  draft: Pick<Draft, 'touches'>,
): readonly string[] {
  const before = versions(base);
  const after = versions(current);
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter(name => isTouched(draft, name) && before.get(name) !== after.get(name)).sort();
}

function carriedOver(parent: Release | undefined, draft: Draft): readonly ReleasedTable[] {
  const mentioned = new Set([...draft.put.map(table => table.name), ...draft.drop]);
  return (parent?.tables ?? []).filter(table => !mentioned.has(table.name));
}

function isTouched({ touches }: Pick<Draft, 'touches'>, name: string): boolean {
  return touches === 'everything' || touches.has(name);
}

function versions(release: Release | undefined): ReadonlyMap<string, string> {
  return new Map(release?.tables.map(table => [table.name, table.version]));
}
