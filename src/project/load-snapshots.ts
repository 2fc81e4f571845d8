import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { attachProperties } from './attach-properties.ts';
import type { DeclaredSnapshot } from './declared-snapshots.ts';
import type { SnapshotFile, TextFile } from './project.ts';
import { readSnapshotBlocks } from './snapshot-blocks.ts';

/**
 * The snapshots of a project: those that YAML declares with `relation`, and the blocks of SQL files, which YAML may
 * describe.
 *
 * @param others names of models, for the hint where YAML describes a snapshot that does not exist
 */
export function loadSnapshots(
  files: readonly TextFile[],
  declared: readonly DeclaredSnapshot[],
  others: readonly { readonly name: string }[],
): { readonly snapshots: readonly SnapshotFile[]; readonly diagnostics: readonly Diagnostic[] } {
  const read = files.map(readSnapshotBlocks);
  const blocks = read.flatMap(file => file.blocks);
  const descriptions = declared.filter(({ relation }) => relation === undefined);
  const described = attachProperties(
    'snapshot',
    blocks,
    descriptions.map(({ properties }) => properties),
    others,
  );
  return {
    snapshots: [...declared.flatMap(ofYaml), ...described.items],
    diagnostics: [
      ...read.flatMap(file => file.diagnostics),
      ...described.diagnostics,
      ...empty(files, blocks),
    ],
  };
}

function ofYaml({ properties, relation }: DeclaredSnapshot): readonly SnapshotFile[] {
  if (relation === undefined) return [];
  const { name, at } = properties;
  // What dbt puts in the manifest of it.
  const raw = `select * from {{ ${relation.text.replace(/^\s*\{\{|\}\}\s*$/g, '').trim()} }}`;
  return [{ name, path: at.file, text: raw, raw, relation, at, properties }];
}

function empty(
  files: readonly TextFile[],
  blocks: readonly { readonly path: string }[],
): readonly Diagnostic[] {
  const known = new Set(blocks.map(({ path }) => path));
  return files
    .filter(({ path }) => !known.has(path))
    .map(({ path }) =>
      errorDiagnostic('bad-jinja', `${path} holds no snapshot.`, {
        at: { file: path, line: 1, column: 1 },
        hint: 'Put the SELECT between {% snapshot name %} and {% endsnapshot %}; models belong in another folder.',
      }),
    );
}
