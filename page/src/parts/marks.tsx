import type { RunResult } from '../data/artifacts.ts';
import type { Health, Kind, PageNode } from '../project/project.ts';
import { nodeAddress } from '../route.ts';

export const kindNames: Readonly<Record<Kind, string>> = {
  source: 'Source',
  seed: 'Seed',
  staging: 'Internal model',
  model: 'Published table',
  exposure: 'Exposure',
};

/** The kind of a node as a small colored square; its name stands beside it or in its title. */
export function KindMark({ kind }: { readonly kind: Kind }) {
  return <i class={`kind ${kind}`} title={kindNames[kind]} />;
}

const healthNames: Readonly<Record<Health, string>> = {
  bad: 'failing',
  warn: 'needs a look',
  good: 'all well',
  unknown: 'not run',
};

/** How a node is; the words are for who sees no colors. */
export function HealthMark({ health }: { readonly health: Health }) {
  return (
    <i class={`health ${health}`} role="img" aria-label={healthNames[health]} title={healthNames[health]} />
  );
}

export function NodeLink({ node, tab }: { readonly node: PageNode; readonly tab?: string }) {
  return (
    <a class="node-link" href={nodeAddress(node.id, { tab })}>
      <KindMark kind={node.kind} />
      <span>{node.label}</span>
    </a>
  );
}

const tones: Readonly<Record<RunResult['status'], Health>> = {
  success: 'good',
  pass: 'good',
  warn: 'warn',
  fail: 'bad',
  error: 'bad',
  'partial success': 'bad',
  skipped: 'unknown',
};

/** `pass`, `fail 3` */
export function StatusBadge({ result }: { readonly result: RunResult | undefined }) {
  if (result === undefined) return <span class="badge unknown">not run</span>;
  const count = result.failures !== null && result.failures > 0 ? ` ${result.failures}` : '';
  return <span class={`badge ${tones[result.status]}`}>{`${result.status}${count}`}</span>;
}
