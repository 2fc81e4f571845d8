import { renderAge } from '../../run/freshness/render-age.ts';
import type { NodeResult } from '../../run/run-event.ts';
import type { Tone } from '../colors.ts';
import { renderSeconds } from '../output/quantity.ts';
import type { NodePhrase } from './node-phrase.ts';

export function freshnessTitle(name: string): string {
  return `freshness of ${name}`;
}

/** `PASS freshness of raw.events` and `PASS, 3 hours old in 0.02s`; a source that is too old is `ERROR STALE`. */
export function freshnessPhrase({ node, status, measured, executionTime }: NodeResult): NodePhrase {
  const [word, tone] = words[status];
  const didRun = status !== 'skipped' && status !== 'interrupted';
  const age = measured?.age === undefined ? '' : `, ${renderAge(measured.age)} old`;
  const end = didRun ? `${word}${age} in ${renderSeconds(executionTime)}` : word;
  const text = `${word} ${freshnessTitle(node.name)}`;
  return { text, status: end, brief: `${word} ${node.name}`, briefStatus: end, tone };
}

const words: Readonly<Record<NodeResult['status'], readonly [word: string, tone: Tone]>> = {
  success: ['PASS', 'good'],
  pass: ['PASS', 'good'],
  warn: ['WARN', 'warn'],
  fail: ['ERROR STALE', 'bad'],
  error: ['ERROR', 'bad'],
  'partial success': ['ERROR', 'bad'],
  skipped: ['SKIP', 'warn'],
  interrupted: ['INTERRUPTED', 'warn'],
  reused: ['REUSED', 'good'],
};
