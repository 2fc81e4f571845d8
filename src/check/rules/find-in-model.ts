import { type BuiltNode, isQuery } from '../../compile/node.ts';
import type { SourcePosition } from '../../diagnostics/position.ts';
import { positionAt } from '../../diagnostics/position.ts';

type Node = BuiltNode;

/** Where a setting stands in config(), or one of its values; the head of the file when it was said elsewhere. */
export function settingPosition(node: Node, setting: string, value?: string): SourcePosition {
  const raw = rawOf(node);
  const start = raw.search(new RegExp(`\\b${setting}\\s*[=:]`));
  if (start === -1) return head(node);
  const at = value === undefined ? start : raw.indexOf(value, start + setting.length);
  return at === -1 ? head(node) : positionAt(node.file, raw, at, (value ?? setting).length);
}

/** Where a model's query most likely names an output column: its last `as <name>`, else the name's first appearance. */
export function columnPosition(node: Node, column: string): SourcePosition {
  const raw = rawOf(node);
  const name = column.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const alias = [...raw.matchAll(new RegExp(`(?<=\\bas\\s+"?)${name}(?!\\w)`, 'gi'))].at(-1);
  const at = alias?.index ?? raw.search(new RegExp(`(?<!\\w)${name}(?!\\w)`, 'i'));
  return at === -1 ? head(node) : positionAt(node.file, raw, at, column.length);
}

function rawOf(node: Node): string {
  return isQuery(node) ? node.raw : '';
}

function head(node: Node): SourcePosition {
  return isQuery(node) ? node.at : { file: node.file, line: 1, column: 1 };
}
