import { isTest } from '../../compile/is-test.ts';
import type { CompiledModel, CompiledSeed } from '../../compile/node.ts';
import type { Reading } from '../../run/reading.ts';
import type { TriedModel } from '../../run/try-model.ts';
import type { Colors } from '../colors.ts';
import type { ReadText } from '../project-texts.ts';
import { isFailure, problemLines } from '../reporters/problem-lines.ts';
import { renderCount, renderQuantity } from './quantity.ts';
import { renderTable } from './table.ts';

interface TriedContext {
  readonly colors: Colors;
  readonly readText: ReadText;
  readonly reading: Reading;
  /** Of the terminal; undefined when nobody looks at one. */
  readonly columns: number | undefined;
}

/** What a model gives, with its first rows and with what its tests found. */
export function renderTried(
  { name }: CompiledModel | CompiledSeed,
  { found, results, left }: TriedModel,
  context: TriedContext,
): string {
  const { colors, columns } = context;
  const bad = results.filter(({ status }) => isFailure(status) || status === 'warn');
  const passed = results.filter(({ status }) => status === 'pass').length;
  const tests = results.filter(({ node }) => isTest(node));
  const verdict = passed === tests.length ? colors.good : colors.bad;
  const more = left.length === 0 ? '' : `; not run on a part: ${left.join(', ')}`;
  return [
    ...(found === undefined
      ? [colors.bad(`${name} could not be computed`)]
      : [
          `${colors.strong(name)}: ${renderQuantity(found.count, 'row')}, ${readingText(context.reading)}`,
          renderTable(found.rows, columns),
        ]),
    ...bad.flatMap(result => ['', ...problemLines(result, { ...context, command: 'dev' })]),
    ...(tests.length + left.length === 0
      ? []
      : [`${verdict(`${renderCount(passed)} of ${renderQuantity(tests.length, 'test')} passed`)}${more}`]),
  ].join('\n');
}

function readingText(reading: Reading): string {
  if (reading === 'nothing') return 'of nothing';
  switch (reading.kind) {
    case 'rows':
      return `of ${renderQuantity(reading.count, 'row')} at most of each table`;
    case 'share':
      return `of ${reading.percent} % of the rows of each source`;
    case 'window':
      return `of what happened from ${reading.start} to before ${reading.end}`;
  }
}
