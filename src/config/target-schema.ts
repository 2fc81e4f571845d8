import * as z from 'zod';
import { byteSizePattern } from './byte-size.ts';
import { catalogSchema } from './catalog-schema.ts';
import { lakeSchema, s3Schema } from './s3-schema.ts';
import { isOpenConf } from './spark-conf.ts';

export const text = z.string().min(1);

/** What every target may say. */
export const lakeTarget = {
  lake: lakeSchema.optional(),
  catalog: catalogSchema.optional(),
  s3: s3Schema.optional(),
  extensions: z.strictObject({ folder: text.optional(), repository: text.optional() }).optional(),
  threads: z.int().min(1).max(1024).optional(),
  upload: z.enum(['auto', 'disk', 'stream']).optional(),
  requirePlan: z.boolean().optional(),
  memoryLimit: z.string().regex(byteSizePattern, 'must be a size like "4GB" or "512MiB"').optional(),
};

/** Settings of Spark. */
export const sparkConf = z.record(text, z.string()).superRefine(refuseClosedConf);

function refuseClosedConf(conf: Readonly<Record<string, string>>, context: z.RefinementCtx): void {
  const message = 'is not yours to set: rows would no longer be those of DuckDB';
  for (const name of Object.keys(conf).filter(each => !isOpenConf(each)))
    context.addIssue({ code: 'custom', path: [name], message });
}
