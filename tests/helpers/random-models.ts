import fc from 'fast-check';
import { modelNode } from './node-builder.ts';

export const letters = ['a', 'b', 'c', 'd', 'e', 'f'];

export interface RandomModel {
  readonly name: string;
  readonly parents: readonly string[];
  readonly isView: boolean;
  readonly isAsked: boolean;
}

/** Models in an order in which each reads some of those before it; views and tables. */
export const randomModels: fc.Arbitrary<readonly RandomModel[]> = fc
  .array(fc.record({ isView: fc.boolean(), reads: fc.subarray(letters), isAsked: fc.boolean() }), {
    minLength: letters.length,
    maxLength: letters.length,
  })
  .map(models =>
    models.map(({ isView, reads, isAsked }, index) => ({
      name: letters[index]!,
      parents: reads.filter(name => letters.indexOf(name) < index),
      isView,
      isAsked,
    })),
  );

export function idOf(name: string): string {
  return `model.p.${name}`;
}

export function nodesOf(models: readonly RandomModel[]) {
  return models.map(({ name, parents, isView }) =>
    modelNode(name, parents.map(idOf), isView ? 'view' : 'table'),
  );
}
