import * as z from 'zod';
import type { ReleasedState } from '../release/documents.ts';
import type { ArtifactFolder } from './artifact-folder.ts';
import { type MacroDigests, macroDigests } from './macro-digests.ts';
import { badState, readArtifact } from './read-artifact.ts';

/** What a manifest holds under one id. dbt may have written it: nothing is known but that it is there. */
export type ManifestEntry = Readonly<Record<string, unknown>>;

export type ManifestEntries = Readonly<Record<string, ManifestEntry>>;

/** What nodes were earlier: in the manifest of a run, or as a release was made of them. */
export interface EarlierManifest {
  /** Nodes of every type by unique id. */
  readonly nodes: ManifestEntries;
  /** The macros as they were when a node was made; each node of a release may have been made at another time. */
  readonly macrosOf: (id: string) => MacroDigests;
}

const why = 'state: compares with an earlier manifest';
const hint =
  'Give a lake with --state, or the folder that holds the manifest.json of an earlier run: every command that runs or compiles writes one.';

const entries = z.record(z.string(), z.looseObject({}));
const document = z.object({
  metadata: z.object({ project_name: z.string().optional() }),
  nodes: entries,
  sources: entries,
  exposures: entries,
  unit_tests: entries.default({}),
  macros: entries,
});

/**
 * Reads the manifest to compare with.
 *
 * @param folder what `--state` names
 * @param project name of the project that compares
 * @throws SparkifyError 'bad-state', also when it is the manifest of another project
 */
export function readEarlierManifest(folder: ArtifactFolder, project: string): EarlierManifest {
  const file = 'manifest.json';
  const path = folder.pathOf(file);
  const { metadata, nodes, sources, exposures, unit_tests, macros } = readArtifact(
    { folder, file },
    'manifest',
    document,
    { why, hint },
  );
  const { project_name: name = project } = metadata;
  if (name !== project) {
    const message = `${path} is of the project "${name}", and this one is called "${project}": all of it would be new.`;
    throw badState(message, 'Give the folder of a manifest of this project with --state.');
  }
  const digests = macroDigests(macros);
  return { nodes: { ...nodes, ...sources, ...exposures, ...unit_tests }, macrosOf: () => digests };
}

/** What a release says, to compare with. It knows the macros of a node that it knows. */
export function releasedManifest({ nodes }: ReleasedState): EarlierManifest {
  const entries = Object.entries(nodes).map(([id, { entry }]) => [id, entry] as const);
  return { nodes: Object.fromEntries(entries), macrosOf: id => nodes[id]?.macros ?? {} };
}
