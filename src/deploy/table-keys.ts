import type { BuiltNode } from '../compile/node.ts';

/** What a table's constraints and data tests promise of its columns. Names in lower case. */
export interface TableKeys {
  readonly primary: ReadonlySet<string>;
  /** Columns without NULL. */
  readonly notNull: ReadonlySet<string>;
  /** Columns that hold no value twice, each by itself. */
  readonly unique: ReadonlySet<string>;
}

/** A declared primary key, else the columns that are unique and not null. */
export function tableKeys({ columns, constraints }: BuiltNode): TableKeys {
  const tested = (name: string) =>
    columns.filter(column => column.tests.some(({ test }) => test === name)).map(column => column.name);
  const declared = (type: string) => constraints.filter(constraint => constraint.type === type);
  const primaryKeys = declared('primary_key').map(constraint => constraint.columns);
  const notNull = [
    ...tested('not_null'),
    ...primaryKeys.flat(),
    ...declared('not_null').flatMap(each => each.columns),
  ];
  const alone = [...primaryKeys, ...declared('unique').map(each => each.columns)].filter(
    key => key.length === 1,
  );
  const unique = lowerCase([...tested('unique'), ...alone.flat()]);
  const identifying = [...unique].filter(name => lowerCase(notNull).has(name));
  return {
    primary: primaryKeys.length > 0 ? lowerCase(primaryKeys.flat()) : new Set(identifying),
    notNull: lowerCase(notNull),
    unique,
  };
}

function lowerCase(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map(name => name.toLowerCase()));
}
