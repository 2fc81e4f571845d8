import type { Tone } from '../colors.ts';
import { renderQuantity, renderSeconds } from '../output/quantity.ts';
import type { EventOf } from './event-of.ts';
import type { NodePhrase } from './node-phrase.ts';

/** A batch's line in dbt's words: `OK created batch 2026-01-31 of sessions` and `71 rows in 0.12s`. */
export function batchPhrase({ node, result }: EventOf<'batch-finished'>): NodePhrase {
  const { label, status, rows = 0, executionTime, diagnostic } = result;
  const time = renderSeconds(executionTime);
  const said = (word: string, verb: string, end: string, tone: Tone): NodePhrase => ({
    ...{ text: `${word} ${verb}batch ${label} of ${node.name}`, status: end },
    ...{ brief: `${word} ${node.name} ${label}`, briefStatus: end, tone },
  });
  switch (status) {
    case 'success':
      return said('OK', 'created ', `${renderQuantity(rows, 'row')} in ${time}`, 'good');
    case 'kept':
      return said('KEPT', '', 'FINISHED BEFORE', 'good');
    case 'error':
      if (diagnostic?.code === 'interrupted') return said('STOPPED', '', 'INTERRUPTED', 'warn');
      return said('ERROR', 'creating ', `ERROR in ${time}`, 'bad');
    case 'skipped':
      return said('SKIP', '', 'SKIP', 'warn');
  }
}
