import type { TableNode } from './node.ts';

/** The column that tells when a row of a table happened; null where nothing says it. */
export function eventTimeOf(node: TableNode): string | null {
  return node.resourceType === 'source' ? node.eventTime : node.config.eventTime;
}
