import type * as z from 'zod';

/**
 * Validates a value, without compiling its schema first: zod writes a function for each object that it meets, which is
 * faster from some hundred values of a kind on. Configs, properties and documents are fewer, and a process is short.
 */
export function safeParse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> {
  return schema.safeParse(value, { jitless: true });
}
