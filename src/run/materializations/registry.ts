import type { Materialization as Name } from '../../compile/model-config.ts';
import type { Materialization } from './materialization.ts';
import { seed } from './seed.ts';
import { external, incremental, table } from './table.ts';
import { ephemeral, view } from './view.ts';

export const materializations: Readonly<Record<Name, Materialization>> = {
  view,
  ephemeral,
  table,
  external,
  incremental,
  seed,
};
