import * as z from 'zod';
import { byteSizePattern } from './byte-size.ts';
import { isS3Address, parseS3Address } from './s3-address.ts';

const text = z.string().min(1);

const s3Access = {
  region: text.optional(),
  endpoint: z
    .string()
    .refine(isEndpoint, 'must be an address like "https://storage.example.com", without a path')
    .optional(),
  pathStyle: z.boolean().optional(),
  profile: text.optional(),
  role: z.strictObject({ arn: text, externalId: text.optional() }).optional(),
  anonymous: z.boolean().optional(),
  requesterPays: z.boolean().optional(),
  kmsKey: text.optional(),
  caFile: text.optional(),
  timeout: z.number().min(1).max(600).optional(),
};

/** How S3 is reached, for all buckets and for some. */
export const s3Schema = z.strictObject({
  ...s3Access,
  cacheSize: z.string().regex(byteSizePattern, 'must be a size like "4GB" or "512MiB"').optional(),
  buckets: z.record(z.string(), z.strictObject(s3Access)).optional(),
});

/** A folder, or a place on S3. */
export const lakeSchema = text.refine(
  isPlaceForLake,
  'must be a folder, or a place on S3 like "s3://bucket/prefix"',
);

function isPlaceForLake(lake: string): boolean {
  return !isS3Address(lake) || parseS3Address(lake) !== undefined;
}

function isEndpoint(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.origin}${url.pathname}` === url.href &&
    url.pathname === '/'
  );
}
