import { MODEL_SCHEMA, type Relation } from './relation.ts';

/**
 * What the lake calls a table: one name, which is a folder. A table of the default schema has its own name, one of the
 * schema `marts` is `marts.songplays`.
 */
export function lakeName({ schema, name }: Relation): string {
  return schema === MODEL_SCHEMA ? name : `${schema}.${name}`;
}

/** The relation that a table of the lake was. */
export function relationInLake(table: string): Relation {
  const [schema, ...rest] = table.split('.');
  return rest.length === 1 ? { schema: schema!, name: rest[0]! } : { schema: MODEL_SCHEMA, name: table };
}

/** Whether two relations could have one name in the lake: only the dot after a schema may stand there. */
export function isAmbiguousInLake({ schema, name }: Relation): boolean {
  return schema.includes('.') || name.includes('.');
}

/**
 * Whether a published table may not bear this name, because its folder in the lake would collide with sparkify's own or
 * be hidden from whoever globs. `files` is compared without case: some file systems do.
 */
export function isReservedTableName(name: string): boolean {
  return name === '' || /^[_.]/.test(name) || /[/\\\0]/.test(name) || name.toLowerCase() === 'files';
}

/** What to do about it. */
export const reservedNameHint =
  'The name `files`, names that begin with `_` or `.`, and slashes belong to the lake itself. Rename the model, or give it an alias.';

/** What to do about a name that is ambiguous in the lake. */
export const ambiguousNameHint =
  'In the lake a dot stands between a schema and a table. Rename the model, or give it an alias without a dot.';
