import type { ManifestContext } from './manifest-context.ts';

/** Selectors of selectors.yml by name, as the manifest holds them: as they are written. */
export function selectorEntries({ selectors }: ManifestContext): object {
  const named = [...(selectors?.selectors.values() ?? [])];
  return Object.fromEntries(
    named.map(({ name, description, isDefault, definition }) => [
      name,
      { name, description: description === '' ? null : description, default: isDefault, definition },
    ]),
  );
}
