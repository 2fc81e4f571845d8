import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';
import { sameType } from '../../columns/same-type.ts';
import type { BuiltNode } from '../../compile/node.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import { declaredColumns } from '../declared-columns.ts';
import { columnPosition, settingPosition } from './find-in-model.ts';
import type { Rule } from './rule.ts';

/**
 * A `data_type` in properties is a promise to readers, so that a query must keep it. An enforced contract promises as
 * well that there are no other columns. That a declared column is there at all, another rule sees to.
 */
export const contract: Rule = {
  check(node, columns) {
    const { enforced, partial } = node.config.contract;
    const types = keptTypes(node, columns);
    return enforced && !partial ? [...types, ...wholeContract(node, columns)] : types;
  },
};

type Node = BuiltNode;

function keptTypes(node: Node, columns: readonly Column[]): readonly Diagnostic[] {
  return declaredColumns(node).sound.flatMap(({ name, type, at }) => {
    const found = findColumn(columns, name);
    if (found === undefined || sameType(type, found.type)) return [];
    return errorDiagnostic(
      'contract-broken',
      `${node.name}.${name} is declared ${type}, but is ${found.type}.`,
      {
        at,
        hint: `Cast it in the query, ${name}::${type}, or declare ${found.type}.`,
      },
    );
  });
}

/** What an enforced contract asks for beyond the types that it declares. */
function wholeContract(node: Node, columns: readonly Column[]): readonly Diagnostic[] {
  if (node.columns.length === 0) {
    const message = `The contract of ${node.name} is enforced, but no columns are declared.`;
    const hint = 'Declare its columns with their data_type in a properties file.';
    return [errorDiagnostic('contract-broken', message, { at: settingPosition(node, 'contract'), hint })];
  }
  const untyped = node.columns
    .filter(({ dataType }) => dataType === undefined)
    .map(({ name, at }) => {
      const type = findColumn(columns, name)?.type;
      const message = `The contract of ${node.name} is enforced, but "${name}" has no data_type.`;
      const hint = type === undefined ? 'Add data_type.' : `Add data_type: ${type}`;
      return errorDiagnostic('contract-broken', message, { at, hint });
    });
  const extra = columns
    .filter(({ name }) => findDeclared(node, name) === undefined)
    .map(column => undeclared(node, column, columns));
  return [...untyped, ...extra];
}

function findDeclared(node: Node, name: string) {
  return node.columns.find(column => column.name.toLowerCase() === name.toLowerCase());
}

function undeclared(node: Node, { name, type }: Column, columns: readonly Column[]): Diagnostic {
  // A name that another column of the query bears already was not meant.
  const free = node.columns.filter(column => findColumn(columns, column.name) === undefined);
  const declare = `Declare it, - {name: ${name}, data_type: ${type}}, or say partial: true in the contract.`;
  const names = free.map(column => column.name);
  return errorDiagnostic(
    'contract-broken',
    `${node.name} has the column "${name}", which its contract does not declare.`,
    { at: columnPosition(node, name), hint: didYouMean(name, names, declare)! },
  );
}
