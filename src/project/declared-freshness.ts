import type { DeclaredFreshness, DeclaredText } from './project.ts';
import type { PropertyReader } from './property-reader.ts';
import type { FreshnessEntry } from './property-schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** A place that may speak of freshness. */
export interface FreshnessLayer {
  readonly path: YamlPath;
  readonly says: FreshnessEntry | null | undefined;
}

/** A value and where it was said. */
interface Said<T> {
  readonly value: T;
  readonly path: YamlPath;
}

/**
 * What a source table says of its freshness. Key by key, the last layer that has a key counts; null there takes away
 * what the layers before it said, as in dbt. Undefined when nothing is said.
 *
 * @param layers the most general first
 */
export function readFreshness(
  reader: PropertyReader,
  layers: readonly FreshnessLayer[],
): DeclaredFreshness | undefined {
  for (const { path, says } of layers) {
    if (says?.loaded_at_field && says.loaded_at_query) {
      const message = 'loaded_at_field and loaded_at_query stand side by side.';
      return reader.refuse([...path, 'loaded_at_query'], message, 'Keep one of them.');
    }
  }
  const within = layers.slice(layers.findLastIndex(({ says }) => says?.freshness === null) + 1);
  const part = <Key extends 'warn_after' | 'error_after' | 'filter'>(key: Key) =>
    last(within, ({ path, says }) => said([...path, 'freshness', key], says?.freshness?.[key]));
  const [warnAfter, errorAfter, filter] = [part('warn_after'), part('error_after'), part('filter')];
  // A field of a table stands for a query of its source, too, and the other way round.
  const speaker = layers.findLast(
    ({ says }) => says?.loaded_at_field !== undefined || says?.loaded_at_query !== undefined,
  );
  const loadedAt = <Key extends 'loaded_at_field' | 'loaded_at_query'>(key: Key) =>
    last(speaker === undefined ? [] : [speaker], ({ path, says }) => said([...path, key], says?.[key]));
  const [field, query] = [loadedAt('loaded_at_field'), loadedAt('loaded_at_query')];
  const first = [warnAfter, errorAfter, field, query, filter].find(value => value !== undefined);
  if (first === undefined) return undefined;
  return {
    warnAfter: warnAfter && { ...warnAfter.value, at: reader.file.positionOf(warnAfter.path) },
    errorAfter: errorAfter && { ...errorAfter.value, at: reader.file.positionOf(errorAfter.path) },
    filter: placed(reader, filter),
    loadedAtField: placed(reader, field),
    loadedAtQuery: placed(reader, query),
    at: reader.file.positionOf(first.path),
  };
}

function said<T>(path: YamlPath, value: T): Said<T> {
  return { path, value };
}

/** What the last layer says that says anything; undefined when that is null. */
function last<T>(
  layers: readonly FreshnessLayer[],
  read: (layer: FreshnessLayer) => Said<T>,
): Said<NonNullable<T>> | undefined {
  const found = layers.map(read).findLast(({ value }) => value !== undefined);
  return found?.value == null ? undefined : said(found.path, found.value);
}

function placed(reader: PropertyReader, text: Said<string> | undefined): DeclaredText | undefined {
  return text && { text: text.value, at: reader.file.positionOf(text.path) };
}
