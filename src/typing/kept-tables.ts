import type { CheckedProject } from '../check/checked-project.ts';
import { isTable } from '../compile/node.ts';
import { sourceLabel, tableLabel } from '../compile/table-label.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { RenderedTable } from './render-types.ts';

/**
 * Whether it is known what all tables of the project are called and how they are described. A module that cannot be
 * imported is no obstacle: it may well need the file that is to be written.
 */
export function isReadable({ project }: Pick<CheckedProject, 'project'>): boolean {
  return !hasErrors(project.diagnostics.filter(({ code }) => code !== 'bad-module'));
}

/**
 * The tables whose columns are not known because of an error, as an earlier file had them. A table that is not there any
 * more is not among them, so that its readers break.
 */
export function keptTables(
  project: CheckedProject,
  earlier: ReadonlyMap<string, RenderedTable>,
): readonly RenderedTable[] {
  const { nodes, columns, assumed, project: files } = project;
  const unsure = new Set(assumed);
  const sure = new Set(
    nodes
      .filter(isTable)
      .filter(({ uniqueId }) => columns[uniqueId] !== undefined && !unsure.has(uniqueId))
      .map(tableLabel),
  );
  // What a module that cannot be imported would define is not among the names.
  const wanted = hasErrors(files.diagnostics) ? [...earlier.keys()] : namedTables(project);
  return wanted.flatMap(table => (sure.has(table) ? [] : (earlier.get(table) ?? [])));
}

/** Every table that the project has, also one whose template has errors. */
export function namedTables({ compiler, disabled }: CheckedProject): readonly string[] {
  const off = new Set(disabled.map(({ uniqueId }) => uniqueId));
  const { refs, sources } = compiler.names;
  const named = [
    ...[...refs].map(([name, { uniqueId }]) => ({ name, uniqueId })),
    ...[...sources].flatMap(([source, tables]) =>
      [...tables].map(([name, { uniqueId }]) => ({ name: sourceLabel({ source, name }), uniqueId })),
    ),
  ];
  return named.filter(({ uniqueId }) => !off.has(uniqueId)).map(({ name }) => name);
}
