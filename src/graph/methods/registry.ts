import { access } from './access.ts';
import { byName } from './by-name.ts';
import { config } from './config.ts';
import { file } from './file.ts';
import { fqnMethod } from './fqn.ts';
import { git } from './git.ts';
import { group } from './group.ts';
import type { SelectionMethod } from './method.ts';
import { packageMethod } from './package.ts';
import { path } from './path.ts';
import { resourceType } from './resource-type.ts';
import { result } from './result.ts';
import { selector } from './selector.ts';
import { source } from './source.ts';
import { sourceStatus } from './source-status.ts';
import { state } from './state.ts';
import { tag } from './tag.ts';
import { testName } from './test-name.ts';
import { testType } from './test-type.ts';

const methods: readonly SelectionMethod[] = [
  ...[fqnMethod, path, file, tag, source, resourceType, config],
  ...[packageMethod, testName, testType, selector, git, sourceStatus, result, state],
  ...[access, byName('exposure'), group, byName('unit_test')],
];

/** Every selection method by its name. */
export const selectionMethods: ReadonlyMap<string, SelectionMethod> = new Map(
  methods.map(method => [method.name, method]),
);

/** Methods of dbt for resources or states that do not exist here yet, with what they need. */
export const absentMethods: ReadonlyMap<string, string> = new Map([
  ['metric', 'metrics'],
  ['saved_query', 'saved queries'],
  ['semantic_model', 'semantic models'],
  ['version', 'versions of models'],
]);
