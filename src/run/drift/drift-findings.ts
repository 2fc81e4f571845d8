import type { ColumnShift, SourceDrift } from './source-drift.ts';

/** One thing that has drifted. */
export interface DriftFinding {
  readonly kind: 'undeclared' | 'absent' | 'misfit' | 'shift';
  /** The key or column; null of a record. */
  readonly key: string | null;
  /** What was found, for a person. */
  readonly found: string;
}

/** What has drifted, each by itself; of records that do not fit the first ones. */
export function driftFindings(drift: SourceDrift): readonly DriftFinding[] {
  const { undeclared, absent, firstMisfits, shifts } = drift;
  return [
    ...undeclared.map(({ key, records, example, file }): DriftFinding => {
      const where = `in ${records} ${records === 1 ? 'record' : 'records'}, e.g. ${example} in ${file}`;
      return { kind: 'undeclared', key, found: where };
    }),
    ...absent.map((key): DriftFinding => ({ kind: 'absent', key, found: 'is declared, and in no record' })),
    ...firstMisfits.map(
      ({ file, line, reason }): DriftFinding => ({
        kind: 'misfit',
        key: null,
        found: `${file}:${line}  ${reason}`,
      }),
    ),
    ...shifts.map((shift): DriftFinding => ({ kind: 'shift', key: shift.column, found: shiftText(shift) })),
  ];
}

function shiftText({ kind, before, now }: ColumnShift): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  switch (kind) {
    case 'nulls':
      return `has no value in ${percent(now)} of the new records; before, in ${percent(before)}`;
    case 'more-values':
      return `has about ${now} different values in new files; before, about ${before}`;
    case 'fewer-values':
      return `has only about ${now} different values in new files; before, about ${before}`;
    case 'repeated-values':
      return `was different in each record, and in new files it repeats: about ${now} values`;
  }
}
