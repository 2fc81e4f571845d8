import { sourceLabel } from '../../compile/table-label.ts';
import type { ColumnShift, SourceDrift } from '../../run/drift/source-drift.ts';
import type { Colors } from '../colors.ts';
import { renderCount, renderQuantity } from './quantity.ts';

/** How many keys and records are named. */
const NAMED = 5;

/** What has drifted, source by source; a line for each of the others. */
export function renderDrift(drifts: readonly SourceDrift[], colors: Colors): string {
  const blocks = drifts.map(drift => {
    const found = findings(drift);
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

type Finding = readonly [kind: string, text: string];

function findings(drift: SourceDrift): readonly Finding[] {
  const { undeclared, absent, alwaysNull, misfits, firstMisfits, shifts } = drift;
  return [
    ...undeclared.slice(0, NAMED).map(({ key, records, example, file }): Finding => {
      const where = `e.g. ${example} in ${file}`;
      return ['undeclared', `"${key}" in ${renderQuantity(records, 'record')}, ${where}`];
    }),
    ...more('undeclared', undeclared.length, 'key'),
    ...absent.map((key): Finding => ['absent', `"${key}" is declared, and in no record`]),
    ...alwaysNull.map((key): Finding => ['null', `"${key}" is null in every record that has it`]),
    ...firstMisfits
      .slice(0, NAMED)
      .map(({ file, line, reason }): Finding => ['misfit', `${file}:${line}  ${reason}`]),
    ...more('misfit', misfits, 'record'),
    ...shifts.map((shift): Finding => ['shift', shiftText(shift)]),
  ];
}

function more(kind: string, all: number, noun: string): readonly Finding[] {
  return all > NAMED ? [[kind, `and ${renderQuantity(all - NAMED, noun)} more`]] : [];
}

function shiftText({ column, kind, before, now }: ColumnShift): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  switch (kind) {
    case 'nulls':
      return `"${column}" has no value in ${percent(now)} of the new records; before, in ${percent(before)}`;
    case 'more-values':
      return `"${column}" has about ${renderCount(now)} different values in new files; before, about ${renderCount(before)}`;
    case 'fewer-values':
      return `"${column}" has only about ${renderCount(now)} different values in new files; before, about ${renderCount(before)}`;
    case 'repeated-values':
      return `"${column}" was different in each record, and in new files it repeats: about ${renderCount(now)} values`;
  }
}
