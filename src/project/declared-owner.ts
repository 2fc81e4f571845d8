import type { Owner } from './project.ts';
import type { PropertyReader } from './property-reader.ts';
import type { OwnerEntry } from './property-schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** The owner of what stands at `path`. As in dbt it has a name or an email; other keys are the user's own. */
export function readOwner(reader: PropertyReader, path: YamlPath, label: string, owner: OwnerEntry): Owner {
  if (owner.name == null && owner.email == null) {
    const message = `The owner of ${label} has neither a name nor an email.`;
    reader.refuse([...path, 'owner'], message, "Write owner: {name: '…', email: '…'}, or one of the two.");
  }
  return owner as Owner;
}
