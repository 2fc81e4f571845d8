/** What the generated file calls the rows of a table. */
export interface RowNames {
  /** The key of the table in `Database`, as queries name it: `users` of a model, whatever its alias, `raw.events` of a source. */
  readonly table: string;
  /** The interface: `UsersRow`. */
  readonly row: string;
  /** The zod schema: `usersRow`. */
  readonly schema: string;
}

/** Names the rows of each table, in the order given. Where two names would be one in TypeScript, the later gets a number. */
export function nameRows(tables: readonly string[]): readonly RowNames[] {
  const taken = new Set<string>();
  return tables.map(table => {
    const wanted = `${pascalCase(table)}Row`;
    let row = wanted;
    for (let count = 2; taken.has(row.toLowerCase()); count++) row = `${wanted}${count}`;
    taken.add(row.toLowerCase());
    return { table, row, schema: `${row.slice(0, 1).toLowerCase()}${row.slice(1)}` };
  });
}

/** `raw.events` is `RawEvents`, `2024 plays` is `_2024Plays`. */
function pascalCase(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(word => word !== '');
  const joined = words.map(word => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('');
  // An upper-case letter may be two of them (ß), so that only what TypeScript takes for a name is left.
  return /^[\p{ID_Start}]/u.test(joined) ? joined : `_${joined}`;
}
