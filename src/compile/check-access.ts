import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Reference } from './compiled-project.ts';
import type { ModelConfig } from './model-config.ts';
import type { CompiledNode } from './node.ts';

/** Something that reads models. */
export interface Reader {
  /** What messages call it: `the model "users"`. */
  readonly label: string;
  readonly group: string | null;
  readonly references: readonly Reference[];
}

/**
 * Finds readers of models that are private to another group. As in dbt, whatever has no group is together in none, and
 * what is protected or public may be read by everything in the project.
 */
export function checkAccess(
  readers: readonly Reader[],
  nodes: readonly Pick<CompiledNode, 'uniqueId' | 'name' | 'resourceType'>[],
): readonly Diagnostic[] {
  const models = new Map(
    nodes.flatMap(node => (isModel(node) && node.config.access === 'private' ? [[node.uniqueId, node]] : [])),
  );
  if (models.size === 0) return [];
  return readers.flatMap(reader =>
    reader.references.flatMap(({ uniqueId, at }) => {
      const model = models.get(uniqueId);
      if (model === undefined || model.config.group === reader.group) return [];
      return [
        errorDiagnostic('private-ref', privateMessage(reader, model), { at, hint: hintFor(reader, model) }),
      ];
    }),
  );
}

type PrivateModel = { readonly uniqueId: string; readonly name: string; readonly config: ModelConfig };

function isModel(node: object): node is PrivateModel {
  return 'resourceType' in node && node.resourceType === 'model';
}

function privateMessage({ label, group }: Reader, model: PrivateModel): string {
  const of = (name: string | null) => (name === null ? 'no group' : `the group "${name}"`);
  return `The model "${model.name}" is private to ${of(model.config.group)}, and ${label} of ${of(group)} reads it.`;
}

function hintFor({ label }: Reader, { name, config: { group } }: PrivateModel): string {
  const open = `give "${name}" access: protected`;
  if (label.startsWith('the exposure'))
    return `An exposure is of no group: ${open}, or let it read another model.`;
  const join = group === null ? `take the group of ${label} away` : `put ${label} into the group "${group}"`;
  return `Read another model, ${join}, or ${open}.`;
}
