import { locateKey } from '../../config/locate-key.ts';
import { offsetAt, positionAt, type SourcePosition } from '../../diagnostics/position.ts';
import type { ModelFile } from '../../project/project.ts';
import type { MapSegment } from '../source-map.ts';

const token = /"((?:[^"]|"")+)"|'(?:[^']|'')*'|([A-Za-z_]\w*)/g;

/**
 * Where the names of a query that was built in TypeScript are written: each word at its
 * first appearance in the model's query. Everything else is where the model is defined.
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
  const placeOf = nameFinder(model, at);
  const known = new Map<string, SourcePosition | undefined>();
  for (const { 0: whole, 1: quoted, 2: word, index } of sql.matchAll(token)) {
    const name = quoted?.replaceAll('""', '"') ?? word;
    if (name === undefined) continue;
    if (!known.has(name)) known.set(name, placeOf(name));
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

/**
 * Finds where the query of a model first names something, on its own or as a part of `songplays.level`. A query that is
 * written elsewhere in the file is looked for from the model's definition on.
 */
export function nameFinder(
  { path, text }: Pick<ModelFile, 'path' | 'text'>,
  at: SourcePosition,
): (name: string) => SourcePosition | undefined {
  const definition = offsetAt(text, at);
  const query = locateKey(path, text, ['query'], definition);
  const starts = [...(query === undefined ? [] : [offsetAt(text, query)]), definition];
  return name => {
    const offset = starts.map(start => offsetOfName(name, text, start)).find(found => found !== undefined);
    return offset === undefined ? undefined : positionAt(path, text, offset, name.length);
  };
}

function offsetOfName(name: string, text: string, start: number): number | undefined {
  for (let from = start; ; ) {
    const found = text.indexOf(name, from);
    if (found === -1) return undefined;
    const around = `${text[found - 1] ?? ' '}${text[found + name.length] ?? ' '}`;
    if (!/\w/.test(around)) return found;
    from = found + 1;
  }
}
