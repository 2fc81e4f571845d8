import fc from 'fast-check';
import type { ColumnType, TypedName } from '../../src/columns/column-type.ts';
import { scalarNames } from '../../src/columns/type-names.ts';

const scalar = fc
  .constantFrom(...new Set(Object.values(scalarNames)))
  .map((name): ColumnType => ({ kind: 'scalar', name }));

const decimal = fc
  .integer({ min: 1, max: 38 })
  .chain(precision =>
    fc
      .integer({ min: 0, max: precision })
      .map((scale): ColumnType => ({ kind: 'decimal', precision, scale })),
  );

const enumeration = fc
  .uniqueArray(fc.oneof(fc.constantFrom('a', "it's", '', '"q"'), fc.string({ maxLength: 4 })), {
    minLength: 1,
    maxLength: 4,
  })
  // DuckDB's text cannot hold the character 0.
  .filter(values => values.every(value => !value.includes('\0')))
  .map((values): ColumnType => ({ kind: 'enum', values }));

const fieldName = fc
  .oneof(
    fc.constantFrom(
      'a',
      'A1',
      '_x',
      'select',
      'Year',
      'struct',
      'a b',
      'q"q',
      "it's",
      '1a',
      'é',
      'a.b',
      'a(b',
      '日本',
    ),
    fc.string({ minLength: 1, maxLength: 5 }),
  )
  .filter(name => !name.includes('\0'));

/** Any type that DuckDB can name, nested a few levels deep. */
export const columnTypes: fc.Arbitrary<ColumnType> = fc.letrec<{ type: ColumnType }>(tie => {
  const type = tie('type');
  const named = (): fc.Arbitrary<readonly TypedName[]> =>
    fc.uniqueArray(fc.record({ name: fieldName, type }), {
      minLength: 1,
      maxLength: 3,
      selector: field => field.name.toLowerCase(),
    });
  return {
    type: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      decimal,
      enumeration,
      type.map((element): ColumnType => ({ kind: 'list', element })),
      fc
        .record({ element: type, size: fc.integer({ min: 1, max: 100_000 }) })
        .map((array): ColumnType => ({ kind: 'array', ...array })),
      named().map((fields): ColumnType => ({ kind: 'struct', fields })),
      fc.record({ key: type, value: type }).map((map): ColumnType => ({ kind: 'map', ...map })),
      named().map((members): ColumnType => ({ kind: 'union', members })),
    ),
  };
}).type;
