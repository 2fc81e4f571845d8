import type { ColumnRef } from '../../check/lineage/lineage.ts';
import type { Colors } from '../colors.ts';
import type { Impact, ReachedModel, ReachedUnitTest } from '../operations/impact.ts';
import { renderColumns } from './columns.ts';
import { renderQuantity } from './quantity.ts';

/** What a change reaches, each kind of it under a heading of its own. */
export function renderImpact(name: string, impact: Impact, colors: Colors): string {
  const { models, below, exposures, tests, unitTests, typescript } = impact;
  const values = models.filter(({ columns }) => columns.length > 0);
  const rows = models.filter(({ rows }) => rows.length > 0);
  const named = models.filter(each => each.reads && !values.includes(each) && !rows.includes(each));
  const unknown = models.filter(each => each.unknown !== undefined);
  const sections: readonly Section[] = [
    ['Columns whose values come from it', values.map(each => modelRow(each, each.columns.join(', ')))],
    ['Models whose rows it helps to decide', rows.map(each => modelRow(each, each.rows.join(', ')))],
    ['Models that have other rows because of these', below.map(({ name, file }) => [name, file])],
    ['Models that only name it', named.map(each => modelRow(each, ''))],
    ['Models of which it cannot be told', unknown.map(each => modelRow(each, each.unknown ?? ''))],
    ['Exposures', exposures.map(({ name, label, at }) => [label ?? name, `${at.file}:${at.line}`])],
    ['Data tests that read what it reaches', tests.map(({ name, at }) => [name, `${at.file}:${at.line}`])],
    ['Unit tests with values of what it reaches', unitTests.map(unitTestRow)],
    ['TypeScript that reads what it reaches', typescript.lines.map(({ file, line }) => [`${file}:${line}`])],
    ...(typescript.unknown === undefined
      ? []
      : [['TypeScript of which it cannot be told', [[typescript.unknown]]] satisfies Section]),
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0);
  if (shown.length === 0) return `Nothing reads ${name}.\n`;
  const count = values.reduce((sum, { columns }) => sum + columns.length, 0);
  const reached = [
    renderQuantity(models.length + below.length, 'model'),
    renderQuantity(count, 'column'),
    renderQuantity(tests.length, 'data test'),
    ...(unitTests.length === 0 ? [] : [renderQuantity(unitTests.length, 'unit test')]),
  ];
  return [
    colors.strong(`${name} reaches ${reached.slice(0, -1).join(', ')} and ${reached.at(-1)}.`),
    ...shown.flatMap(([title, lines]) => [
      '',
      title,
      ...renderColumns(lines.map(indented), ['left', 'left', 'left']),
    ]),
  ]
    .map(line => `${line}\n`)
    .join('');
}

type Section = readonly [title: string, rows: readonly (readonly string[])[]];

/** The same for a script. */
export function impactJson({
  asked,
  models,
  below,
  exposures,
  tests,
  unitTests,
  typescript,
}: Impact): object {
  return {
    asked: asked.columns.map(({ table, column }) => ({ node: table, column })),
    models: models.map(({ uniqueId, model, columns, rows, reads, unknown }) => ({
      ...{ node: uniqueId, file: model.file, columns, rows, reads, unknown: unknown ?? null },
    })),
    models_below: below.map(({ uniqueId, file }) => ({ node: uniqueId, file })),
    exposures: exposures.map(({ uniqueId, at }) => ({ node: uniqueId, file: at.file, line: at.line })),
    tests: tests.map(({ uniqueId, at }) => ({ node: uniqueId, file: at.file, line: at.line })),
    unit_tests: unitTests.map(({ test, gives, expects }) => ({
      ...{ node: test.uniqueId, file: test.at.file, line: test.at.line },
      gives: gives.map(({ table, column }) => ({ node: table, column })),
      expects: expects.map(({ column }) => column),
    })),
    typescript: typescript.lines,
    typescript_unknown: typescript.unknown ?? null,
  };
}

function modelRow({ model }: ReachedModel, what: string): readonly string[] {
  return [model.name, what, model.file];
}

/** `counts_plays  gives user_id, expects listeners  models/marts/unit.yml:2`. */
function unitTestRow({ test, gives, expects }: ReachedUnitTest): readonly string[] {
  const names = (columns: readonly ColumnRef[]) =>
    [...new Set(columns.map(({ column }) => column))].join(', ');
  const what = [
    ...(gives.length === 0 ? [] : [`gives ${names(gives)}`]),
    ...(expects.length === 0 ? [] : [`expects ${names(expects)}`]),
  ];
  return [`${test.model.name}::${test.name}`, what.join(', '), `${test.at.file}:${test.at.line}`];
}

function indented([name = '', ...more]: readonly string[]): readonly string[] {
  return [`  ${name}`, ...more];
}
