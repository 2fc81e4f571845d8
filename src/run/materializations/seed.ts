import type { Materialization } from './materialization.ts';
import { asSeed } from './node-kinds.ts';

/** The rows of a CSV file of the project. */
export const seed: Materialization = {
  kind: 'seed',
  compute: (session, node, { sampling, onStatement }) =>
    session.loadSeed(asSeed(node), sampling, onStatement),
};
