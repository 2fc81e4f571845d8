import { docId } from '../compile/unique-id.ts';
import type { ManifestContext } from './manifest-context.ts';
import { pathInFolder } from './node-entry.ts';

/** Docs blocks by unique id, as the manifest holds them. */
export function docsEntries({ config, project, folders }: ManifestContext): object {
  return Object.fromEntries(
    project.docs.map(({ name, contents, at }) => {
      const uniqueId = docId(config.name, name);
      const entry = {
        name,
        resource_type: 'doc',
        package_name: config.name,
        path: pathInFolder(at.file, folders),
        original_file_path: at.file,
        unique_id: uniqueId,
        block_contents: contents,
      };
      return [uniqueId, entry];
    }),
  );
}
