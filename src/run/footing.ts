import { lakeName } from '../columns/table-name.ts';
import { type CompiledNode, isPublished } from '../compile/node.ts';
import type { Release } from '../release/documents.ts';
import type { KeptBuild } from '../release/resume.ts';
import { type DeferredTables, deferredNames, deferredTables } from './defer/deferral.ts';
import { findJoint, type JointTask } from './joint-task.ts';
import type { PrepareInput } from './prepare-run.ts';

/** What a run rests on. */
export interface Footing {
  /** What other tasks have added to the candidate; undefined of a run that is not one of them. */
  readonly joint: JointTask['joint'] | undefined;
  readonly base: Release | undefined;
  readonly deferred: DeferredTables | undefined;
  /** Names of all tables that can be read as they are. */
  readonly released: ReadonlySet<string>;
}

type Input = Pick<PrepareInput, 'lake' | 'ahead' | 'candidate' | 'config' | 'anew' | 'nodes' | 'deferral'>;

/**
 * Looks up the release that a run begins with, what an earlier attempt kept, what other tasks have added, and what another lake stands for.
 *
 * @param input `asked` is what the run computes and tests
 */
export async function findFooting(
  input: Input & { readonly asked: ReadonlySet<string> },
  build: KeptBuild | undefined,
): Promise<Footing> {
  const { lake, ahead, candidate, config, anew = new Set<string>(), nodes, asked } = input;
  const joint = candidate === undefined ? undefined : await findJoint(lake, candidate, config);
  const before = joint ?? build;
  const base = before === undefined ? await lake.current(await ahead?.current) : before.base;
  const inBase = base?.tables.filter(({ node }) => !anew.has(node)).map(({ name }) => name) ?? [];
  const ofTasks = joint?.tables.map(({ change }) => change.name) ?? [];
  const own = new Set([...inBase, ...ofTasks]);
  const isReleased = (node: CompiledNode) => isPublished(node) && own.has(lakeName(node.relation));
  const computed = asked.union(anew);
  const deferred = deferredTables(input.deferral, { nodes, asked: computed, isReleased });
  return { joint, base, deferred, released: own.union(deferredNames(nodes, deferred)) };
}
