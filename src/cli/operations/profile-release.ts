import { ProfileCache } from '../../artifacts/page/profile-cache.ts';
import type { CheckedProject } from '../../check/checked-project.ts';
import { renderRelation } from '../../columns/relation.ts';
import { isTable } from '../../compile/node.ts';
import type { Session } from '../../engines/session.ts';
import type { ReleasedTable } from '../../release/documents.ts';
import type { OpenedLake } from '../../release/open-project-lake.ts';
import { bindReleased } from '../../run/bind-released.ts';
import { profileTable } from '../../run/profile/profile-table.ts';
import type { TableProfile } from '../../run/profile/table-profile.ts';

/** Profiles by unique id of the node. */
export type Profiles = Readonly<Record<string, TableProfile>>;

/** What is in each table of the current release. Tables that are as they were when somebody looked last are not read. */
export async function profileRelease(
  { config, nodes }: CheckedProject,
  session: Session,
  { lake, data }: OpenedLake,
): Promise<Profiles> {
  const base = await lake.current();
  const cache = new ProfileCache(config);
  const byId = new Map(nodes.filter(isTable).map(node => [node.uniqueId, node]));
  const look = async (table: ReleasedTable): Promise<TableProfile | undefined> => {
    const known = await cache.find(table);
    const node = byId.get(table.node);
    if (known !== undefined || node === undefined) return known;
    await bindReleased({ session, lake, data, base, node, kept: [], samplings: new Map(), readers: 1 });
    const profile = await profileTable(session, `SELECT * FROM ${renderRelation(node.relation)}`);
    await cache.keep(table, profile);
    return profile;
  };
  const found: Record<string, TableProfile> = {};
  for (const table of base?.tables ?? []) {
    const profile = await look(table);
    if (profile !== undefined) found[table.node] = profile;
  }
  return found;
}
