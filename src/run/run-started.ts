import type { CompiledNode } from '../compile/node.ts';
import { isConstraint } from '../compile/node.ts';
import type { Config } from '../config/config.ts';
import type { RunEvent } from './run-event.ts';

/** The first event of a run: what the project holds and where it runs. */
export function runStarted(config: Config, nodes: readonly CompiledNode[], command: string): RunEvent {
  const counts: Record<string, number> = {};
  for (const node of nodes) {
    const kind = isConstraint(node) ? 'constraint' : node.resourceType;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const { name, threads, lake } = config.target;
  return { type: 'run-started', command, target: name, threads, lake, counts };
}
