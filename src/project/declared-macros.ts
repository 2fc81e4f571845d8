import type { MacroProperties } from './project.ts';
import type { PropertyReader } from './property-reader.ts';
import type { MacroEntry } from './property-schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** An entry of `macros:`. */
export function readMacro(reader: PropertyReader, path: YamlPath, macro: MacroEntry): MacroProperties {
  return {
    name: macro.name,
    description: reader.description(path, macro.description),
    arguments: (macro.arguments ?? []).map(({ name, type, description }, index) => ({
      name,
      type: type ?? undefined,
      description: reader.description([...path, 'arguments', index], description),
    })),
    meta: macro.meta ?? {},
    at: reader.file.positionOf([...path, 'name']),
  };
}
