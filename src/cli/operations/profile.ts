import { profileTable } from '../../run/profile/profile-table.ts';
import type { TableProfile } from '../../run/profile/table-profile.ts';
import { bindForQuery } from '../../run/query-rows.ts';
import { type ShowOptions, withQuery } from './show.ts';

/** What is in a table of the project, or in the rows of a query over it. */
export function profile(options: Omit<ShowOptions, 'limit'>): Promise<TableProfile> {
  return withQuery(options, async input => {
    await bindForQuery(input);
    return profileTable(input.session, input.query.sql);
  });
}
