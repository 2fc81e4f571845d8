import type { JsonObject } from '../config/json-value.ts';
import type { Tags } from './property-schema.ts';

interface Described {
  readonly tags?: Tags;
  readonly meta?: JsonObject | null | undefined;
  readonly config?:
    | { readonly tags?: Tags; readonly meta?: JsonObject | null | undefined }
    | null
    | undefined;
}

/** Tags stand beside `config` or in it, as in dbt. */
export function ownTags({ tags, config }: Described): readonly string[] {
  return [tags, config?.tags].flatMap(part => part ?? []);
}

export function ownMeta({ meta, config }: Described): JsonObject {
  return { ...meta, ...config?.meta };
}
