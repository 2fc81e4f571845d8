import type { SelectableNode } from '../selectable-node.ts';
import type { SelectionMethod } from './method.ts';

/** `config.materialized:view`; of a list or an object one member is enough: `config.partition_by:year`. */
export const config: SelectionMethod = {
  name: 'config',
  matches(node, value, argument) {
    const found = argument.split('.').reduce<unknown>(member, settingsOf(node));
    if (Array.isArray(found)) return found.some(one => equals(one, value));
    if (typeof found === 'object' && found !== null) return Object.hasOwn(found, value);
    return found !== undefined && equals(found, value);
  },
  problem(argument) {
    if (argument !== '') return undefined;
    return { message: 'config needs the name of a setting', hint: 'Write config.materialized:view.' };
  },
};

/** Sources and tests have no config of their own, but some settings. */
function settingsOf({ tags, meta = {}, severity, config = {} }: SelectableNode): object {
  return { tags, meta, ...(severity !== undefined && { severity }), ...config };
}

/** Settings are spelled as in YAML, `partition_by`; a config holds them in camel case. Keys of `meta` are the user's own. */
function member(of: unknown, key: string): unknown {
  if (typeof of !== 'object' || of === null) return undefined;
  const name = Object.hasOwn(of, key)
    ? key
    : key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;
}

/** As in dbt, `True` and `true` are both the truth, but only where a boolean stands. */
function equals(found: unknown, value: string): boolean {
  return String(found) === (typeof found === 'boolean' ? value.toLowerCase() : value);
}
