import type { Materialization as Name } from '../../compile/model-config.ts';
import type { CompiledModel, CompiledSeed } from '../../compile/node.ts';
import type { Materialization } from './materialization.ts';
import { seed } from './seed.ts';
import { external, incremental, table } from './table.ts';
import { ephemeral, view } from './view.ts';

type ComputedName = Exclude<Name, 'snapshot'>;

/** How a node is made that is made of what it reads alone: a snapshot goes on with what it is. */
export function materializationOf({ config }: CompiledModel | CompiledSeed): Materialization {
  return materializations[config.materialized as ComputedName];
}

export const materializations: Readonly<Record<ComputedName, Materialization>> = {
  view,
  ephemeral,
  table,
  external,
  incremental,
  seed,
};
