import type { Column } from '../columns/column.ts';
import type { ColumnType, TypedName } from '../columns/column-type.ts';
import { parseColumnType } from '../columns/parse-column-type.ts';
import { inspectFile } from './inspect-file.ts';
import { type JsonMember, JsonScanner } from './json-scanner.ts';
import { memberKey } from './member-key.ts';
import { readPath, type SourceFile } from './source-file.ts';
import type { UndeclaredKey } from './undeclared-keys.ts';

/**
 * Names the objects that hold undeclared keys where the engine could name only the local file that holds the records of
 * many: the first by path that has the key in a good record, with its value there.
 *
 * @param keys their files as the engine named them, cleaned copies aside
 */
export async function placeKeys(
  keys: readonly UndeclaredKey[],
  files: readonly SourceFile[],
  columns: readonly Column[],
): Promise<readonly UndeclaredKey[]> {
  const shared = new Set(files.filter(({ fetched }) => fetched !== undefined).map(readPath));
  const wanted = new Set(keys.filter(({ file }) => shared.has(file)).map(({ key }) => key));
  const found = new Map<string, Pick<UndeclaredKey, 'file' | 'example'>>();
  const fields = columns.map(({ name, type }) => ({ name, type: parseColumnType(type) }));
  for (const file of files) {
    if (found.size === wanted.size) break;
    if (file.fetched === undefined) continue;
    for await (const { bytes, reason } of inspectFile(file, columns)) {
      if (reason !== undefined) continue;
      for (const { key, start, end } of undeclaredIn(fields, bytes, 0, '')) {
        if (!wanted.has(key) || found.has(key)) continue;
        found.set(key, { file: file.path, example: bytes.toString('utf8', start, end).slice(0, 80) });
      }
    }
  }
  return keys.map(key => ({ ...key, ...found.get(key.key) }));
}

interface FoundKey {
  /** As `UndeclaredKey` has it. */
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** The keys of the object at `at` that the fields do not name, at every depth. */
function* undeclaredIn(
  fields: readonly TypedName[],
  bytes: Buffer,
  at: number,
  prefix: string,
): Generator<FoundKey> {
  const members: JsonMember[] = [];
  new JsonScanner(bytes).object(at, members);
  for (const member of members) {
    const name = memberKey(bytes, member);
    const field = fields.find(each => each.name === name);
    const { start, end } = member;
    if (field === undefined) yield { key: `${prefix}${name}`, start, end };
    else yield* undeclaredBelow(field.type, bytes, start, `${prefix}${name}`);
  }
}

function* undeclaredBelow(type: ColumnType, bytes: Buffer, at: number, path: string): Generator<FoundKey> {
  const first = String.fromCharCode(bytes[at]!);
  if (type.kind === 'struct' && first === '{') yield* undeclaredIn(type.fields, bytes, at, `${path}.`);
  if ((type.kind === 'list' || type.kind === 'array') && first === '[') {
    const items: [start: number, end: number][] = [];
    new JsonScanner(bytes).array(at, items);
    for (const [start] of items) yield* undeclaredBelow(type.element, bytes, start, `${path}[]`);
  }
  if (type.kind === 'map' && first === '{') {
    const members: JsonMember[] = [];
    new JsonScanner(bytes).object(at, members);
    for (const { start } of members) yield* undeclaredBelow(type.value, bytes, start, `${path}{}`);
  }
}
