import { basename } from 'node:path';
import { accessLevels } from '../../graph/methods/access.ts';
import { selectionMethods } from '../../graph/methods/registry.ts';
import { resultStatuses } from '../../graph/methods/result.ts';
import { sourceStatuses } from '../../graph/methods/source-status.ts';
import { stateValues } from '../../graph/methods/state.ts';
import { testTypes } from '../../graph/methods/test-type.ts';
import { resourceTypes } from '../../graph/selectable-node.ts';
import type { ProjectNames } from './project-names.ts';

/** What `--select` can be written on to: names, methods, and the values of a method, behind whatever stands there. */
export function selectorValues(word: string, names: ProjectNames): readonly string[] {
  // Behind a comma or blank another selector begins; graph operators stand before a name.
  const written = /^(?:.*[, ])?(?:@|\d*\+)?/s.exec(word)![0];
  const [method, value] = /^([a-z_]+):/.exec(word.slice(written.length)) ?? [];
  if (value !== undefined) {
    const known = valuesOf[value]?.(names) ?? [];
    return known.map(one => `${written}${method}${one}`);
  }
  const methods = [...selectionMethods.keys()].map(name => (name === 'config' ? 'config.' : `${name}:`));
  const typed = word.slice(written.length);
  const configs = typed.startsWith('config.')
    ? ['view', 'table', 'ephemeral', 'external', 'incremental'].map(kind => `config.materialized:${kind}`)
    : [];
  const nodes = names.tables.filter(name => !names.sources.includes(name));
  return [...nodes, ...methods, ...configs].map(one => `${written}${one}`);
}

const valuesOf: Readonly<Record<string, (names: ProjectNames) => readonly string[]>> = {
  access: () => accessLevels,
  exposure: ({ exposures }) => exposures,
  file: ({ paths }) => paths.filter(path => /\.\w+$/.test(path)).map(path => basename(path)),
  fqn: ({ tables, sources }) => tables.filter(name => !sources.includes(name)),
  group: ({ groups }) => groups,
  package: ({ project }) => [project, 'this'],
  path: ({ paths }) => paths,
  resource_type: () => resourceTypes,
  result: () => resultStatuses,
  selector: ({ selectors }) => selectors,
  source: ({ sources }) => sources,
  source_status: () => sourceStatuses,
  state: () => stateValues,
  tag: ({ tags }) => tags,
  test_type: () => testTypes,
};
