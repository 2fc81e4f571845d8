import type { RunResult } from '../data/artifacts.ts';
import type { PageProject } from './project.ts';

/** A node of the last run, in seconds since it began. */
export interface TimedNode {
  readonly id: string;
  readonly label: string;
  /** Undefined of what has no page of its own, such as a test. */
  readonly node: string | undefined;
  readonly isTest: boolean;
  readonly result: RunResult;
  readonly start: number;
  readonly end: number;
  /** The node that it waited for longest: the one that ended last of those that it reads. */
  readonly waitedFor: string | undefined;
  /** Whether the run would have been shorter without it. */
  readonly isCritical: boolean;
}

export interface Timeline {
  /** In the order in which they began. */
  readonly nodes: readonly TimedNode[];
  /** Seconds, of the whole run. */
  readonly seconds: number;
}

/** When what ran in the last run; undefined when nothing did. */
export function runTimeline(project: PageProject): Timeline | undefined {
  const { run, manifest } = project;
  if (run === null) return undefined;
  const begun = run.results.flatMap(result => {
    const [timing] = result.timing;
    return timing === undefined
      ? []
      : [{ result, start: Date.parse(timing.started_at), end: Date.parse(timing.completed_at) }];
  });
  if (begun.length === 0) return undefined;
  const origin = Math.min(...begun.map(({ start }) => start));
  const ends = new Map(begun.map(({ result, end }) => [result.unique_id, end]));
  const waits = new Map(
    begun.map(({ result }) => [result.unique_id, lastOf(manifest.parent_map[result.unique_id] ?? [], ends)]),
  );
  const critical = criticalPath(ends, waits);
  const nodes = begun.map(({ result, start, end }) => {
    const { unique_id: id } = result;
    const node = project.nodes.get(id);
    return {
      ...{ id, result },
      label: node?.label ?? manifest.nodes[id]?.name ?? manifest.unit_tests[id]?.name ?? id,
      node: node?.id,
      isTest: node === undefined,
      start: (start - origin) / 1000,
      end: (end - origin) / 1000,
      waitedFor: waits.get(id),
      isCritical: critical.has(id),
    };
  });
  const last = Math.max(...nodes.map(({ end }) => end));
  return { nodes: nodes.sort((a, b) => a.start - b.start || a.end - b.end), seconds: Math.max(last, 0.001) };
}

/** The chain of nodes that ends with the last one, each of which the next one waited for. */
function criticalPath(
  ends: ReadonlyMap<string, number>,
  waits: ReadonlyMap<string, string | undefined>,
): ReadonlySet<string> {
  const path = new Set<string>();
  for (let id = lastOf([...ends.keys()], ends); id !== undefined && !path.has(id); id = waits.get(id))
    path.add(id);
  return path;
}

function lastOf(ids: readonly string[], ends: ReadonlyMap<string, number>): string | undefined {
  const ran = ids.filter(id => ends.has(id));
  return ran.reduce<string | undefined>(
    (last, id) => (last === undefined || ends.get(id)! > ends.get(last)! ? id : last),
    undefined,
  );
}
