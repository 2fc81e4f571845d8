import type { Owner } from '../project/project.ts';

/** Who answers for something: dbt has always both keys. */
export function ownerEntry(owner: Owner): object {
  return { ...owner, email: owner.email ?? null, name: owner.name ?? null };
}
