import { lakeName } from '../../columns/table-name.ts';
import { type CompiledModel, type CompiledNode, isPublished } from '../../compile/node.ts';
import { tablesByName } from '../../release/proof.ts';
import type { TableChange } from '../../release/table-change.ts';
import { findBehind } from '../behind.ts';
import type { KeptTable, NodeResult } from '../run-event.ts';
import { failing, stopping } from '../stopping.ts';
import { type KeepPreviousInput, type KeptPrevious, keepPrevious, tablesBehind } from './keep-previous.ts';

export interface Publishable {
  readonly changes: readonly TableChange[];
  /** What a run that failed keeps as it was; undefined when all or nothing of it is published. */
  readonly kept: readonly KeptTable[] | undefined;
  /** Whether its models would have had the rest published, and no rest was left. */
  readonly nothingFits: boolean;
  /** Results that hold for what is published, or that tell what does not. */
  readonly settled: readonly NodeResult[];
  /** All results; of a table that was computed and is not published it says so. */
  readonly results: readonly NodeResult[];
}

export interface PublishableInput extends KeepPreviousInput {
  /** False when a failure is the end of it, whatever the models say. */
  readonly mayKeep: boolean;
}

/** What of a run can be published: all of it, or where it failed and its models say so, what the failures do not concern. */
export async function findPublishable(input: PublishableInput): Promise<Publishable> {
  const { results, changes, mayKeep } = input;
  const hasFailed = results.some(({ status }) => failing.has(status));
  const found = hasFailed && mayKeep ? await keepPrevious(input) : undefined;
  if (found === undefined || found === 'nothing')
    return { changes, kept: undefined, nothingFits: found === 'nothing', settled: results, results };
  const byId = new Map(input.nodes.map(node => [node.uniqueId, node]));
  const released = new Set(tablesByName(input.base).keys());
  return {
    changes: found.changes,
    nothingFits: false,
    kept: [...found.held].map(([id, because]) => {
      const isReleased = released.has(lakeName((byId.get(id) as CompiledModel).relation));
      return { name: byId.get(id)!.name, because, isReleased };
    }),
    settled: results.flatMap(result => settle(result, found, input, byId)),
    results: results.map(result => withHeld(result, found)),
  };
}

/** Unique ids of the sources of which no table that is published was made, but one that is not. */
export function unpublishedSources(
  { changes, kept }: Pick<Publishable, 'changes' | 'kept'>,
  { graph, nodes }: Pick<PublishableInput, 'graph' | 'nodes'>,
): ReadonlySet<string> {
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  const names = new Set(kept?.map(({ name }) => name));
  const held = nodes.filter(node => isPublished(node) && names.has(node.name));
  const idsBehind = (ids: readonly string[]) =>
    new Set(findBehind(ids, graph, byId).sources.map(({ uniqueId }) => uniqueId));
  return idsBehind(held.map(({ uniqueId }) => uniqueId)).difference(
    idsBehind(changes.map(({ node }) => node)),
  );
}

/** What was found of tables that are not published says nothing of those that are. */
function settle(
  result: NodeResult,
  { held, passed }: KeptPrevious,
  { graph }: PublishableInput,
  byId: ReadonlyMap<string, CompiledNode>,
): readonly NodeResult[] {
  const { uniqueId } = result.node;
  if (passed.has(uniqueId)) return [{ ...result, status: 'pass' }];
  if (stopping.has(result.status)) return [result];
  const node = byId.get(uniqueId);
  if (node === undefined || result.status === 'reused') return [result];
  const tables = isPublished(node) ? [uniqueId] : tablesBehind(uniqueId, graph, byId);
  return tables.some(id => held.has(id)) ? [] : [result];
}

function withHeld(result: NodeResult, { held }: KeptPrevious): NodeResult {
  const because = held.get(result.node.uniqueId);
  if (because === undefined || result.status !== 'success') return result;
  return { ...result, message: `computed and not published: ${because}` };
}
