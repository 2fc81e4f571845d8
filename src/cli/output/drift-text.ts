import { sourceLabel } from '../../compile/table-label.ts';
import { type DriftFinding, driftFindings } from '../../run/drift/drift-findings.ts';
import type { SourceDrift } from '../../run/drift/source-drift.ts';
import type { Colors } from '../colors.ts';
import { renderCount, renderQuantity } from './quantity.ts';

/** How many keys and records are named. */
const NAMED = 5;

/** What has drifted, source by source; a line for each of the others. */
export function renderDrift(drifts: readonly SourceDrift[], colors: Colors): string {
  const blocks = drifts.map(drift => {
    const found = lines(drift);
    const head = `${colors.strong(sourceLabel(drift.node))}  ${readText(drift)}`;
    if (found.length === 0) return `${head}\n  ${colors.good('as declared')}${compared(drift)}\n`;
    return `${head}\n${found.map(([kind, text]) => `  ${colors.warn(kind.padEnd(10))}  ${text}\n`).join('')}`;
  });
  return blocks.length === 0 ? 'No source is selected.\n' : blocks.join('\n');
}

function readText({ before, now, release, isReleased, gone }: SourceDrift): string {
  const all = `${renderQuantity(before.files + now.files, 'file')}, ${renderQuantity(before.records + now.records, 'record')}`;
  if (release === undefined) return `${all}; no release has read it yet`;
  const files = renderQuantity(now.files, 'file');
  const news = isReleased ? `${files} came with` : `${files} new or changed since`;
  return `${all}; ${news} release ${release}${gone === 0 ? '' : `, ${renderCount(gone)} gone`}`;
}

function compared({ before, now }: SourceDrift): string {
  return before.records > 0 && now.records > 0 ? ', and like what came before' : '';
}

type Line = readonly [kind: string, text: string];

function lines(drift: SourceDrift): readonly Line[] {
  const found = driftFindings(drift);
  const of = (kind: DriftFinding['kind']) =>
    found
      .filter(finding => finding.kind === kind)
      .map(({ key, found }): Line => [kind, key === null ? found : `"${key}" ${found}`]);
  const { alwaysNull, misfits, undeclared } = drift;
  return [
    ...of('undeclared').slice(0, NAMED),
    ...more('undeclared', undeclared.length, 'key'),
    ...of('absent'),
    ...alwaysNull.map((key): Line => ['null', `"${key}" is null in every record that has it`]),
    ...of('misfit').slice(0, NAMED),
    ...more('misfit', misfits, 'record'),
    ...of('shift'),
  ];
}

function more(kind: string, all: number, noun: string): readonly Line[] {
  return all > NAMED ? [[kind, `and ${renderQuantity(all - NAMED, noun)} more`]] : [];
}
