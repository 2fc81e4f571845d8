import { config } from './config.ts';
import { file } from './file.ts';
import { fqnMethod } from './fqn.ts';
import type { SelectionMethod } from './method.ts';
import { path } from './path.ts';
import { resourceType } from './resource-type.ts';
import { source } from './source.ts';
import { tag } from './tag.ts';

const methods: readonly SelectionMethod[] = [fqnMethod, path, file, tag, source, resourceType, config];

/** Every selection method by its name. */
export const selectionMethods: ReadonlyMap<string, SelectionMethod> = new Map(
  methods.map(method => [method.name, method]),
);
