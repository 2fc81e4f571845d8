/**
 * SQL for a stable text key over columns: md5 of every value with its length before it, so that no two different rows
 * have the same text ('a', 'bc' is not 'ab', 'c', and NULL is not ''). Every engine computes the same key as long as
 * the columns are integers and text; floats are printed differently and do not belong here.
 *
 * Takes column names one by one or in a list.
 *
 * @example {{ surrogate_key('session_id', 'item_in_session') }}
 * @example {{ surrogate_key(identity) }}
 */
export function surrogate_key(...columns: readonly (string | readonly string[])[]): string {
  const parts = columns.flat().map(column => {
    const text = `cast(${column} as varchar)`;
    return `coalesce(cast(length(${text}) as varchar), '-'), ':', coalesce(${text}, '')`;
  });
  if (parts.length === 0) throw new Error('surrogate_key needs at least one column');
  return `md5(concat(${parts.join(', ')}))`;
}
