import { offsetAt, positionAt, type SourcePosition } from '../../diagnostics/position.ts';
import type { ModelFile } from '../../project/project.ts';
import type { MapSegment } from '../source-map.ts';

const token = /"((?:[^"]|"")+)"|'(?:[^']|'')*'|([A-Za-z_]\w*)/g;

/**
 * Where the names of a query that was built in TypeScript are written: each word at its
 * first appearance since the model's definition. Everything else is where the model is defined.
 */
export function mapToSource(
  sql: string,
  model: Pick<ModelFile, 'path' | 'text'>,
  at: SourcePosition,
): readonly MapSegment[] {
  const definition = (start: number): MapSegment => ({
    start,
    length: 0,
    file: model.path,
    line: at.line,
    column: at.column,
  });
  const segments = [definition(0)];
  const known = new Map<string, SourcePosition | undefined>();
  for (const { 0: whole, 1: quoted, 2: word, index } of sql.matchAll(token)) {
    const name = quoted?.replaceAll('""', '"') ?? word;
    if (name === undefined) continue;
    if (!known.has(name)) known.set(name, placeOfName(name, model, at));
    const place = known.get(name);
    if (place === undefined) continue;
    segments.push({
      start: index,
      length: whole.length,
      file: model.path,
      line: place.line,
      column: place.column,
    });
    segments.push(definition(index + whole.length));
  }
  return segments;
}

/** Where a name first stands on its own since the model's definition, or as a part of `songplays.level`. */
export function placeOfName(
  name: string,
  { path, text }: Pick<ModelFile, 'path' | 'text'>,
  at: SourcePosition,
): SourcePosition | undefined {
  for (let from = offsetAt(text, at); ; ) {
    const found = text.indexOf(name, from);
    if (found === -1) return undefined;
    const around = `${text[found - 1] ?? ' '}${text[found + name.length] ?? ' '}`;
    if (!/\w/.test(around)) return positionAt(path, text, found, name.length);
    from = found + 1;
  }
}
