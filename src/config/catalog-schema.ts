import * as z from 'zod';

const name = z.string().min(1);

/** A catalog outside of the lake that shows its tables. */
export const catalogSchema = z.strictObject({
  type: z.literal('glue'),
  database: z
    .string()
    .regex(
      /^[a-z0-9_]{1,255}$/,
      'must be the name of a database of Glue: lower-case letters, digits and underscores',
    ),
  region: name.optional(),
  catalogId: z
    .string()
    .regex(/^\d{12}$/, 'must be the id of an AWS account: twelve digits')
    .optional(),
  mode: z.enum(['partitions', 'projection']).optional(),
  except: z.array(name).optional(),
  injected: z.array(z.string().regex(/^.+\..+$/, 'must be like "table.column"')).optional(),
});
