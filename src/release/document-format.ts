import { z } from 'zod';
import { safeParse } from '../config/safe-parse.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';

/** Raised when an older sparkify would misread what a newer one wrote. */
export const formatVersion = 1;

const envelope = z.object({ formatVersion: z.int(), project: z.string() });

/** Where a document was read, for messages and for the checks that every document undergoes. */
export interface DocumentPlace {
  /** The store's label. */
  readonly label: string;
  readonly key: string;
  /** The project that the lake must belong to; undefined for a reader that takes any. */
  readonly project: string | undefined;
}

/** The bytes of a document: JSON that a person can read, with the format's version and the lake's project first. */
export function encodeDocument(project: string, value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify({ formatVersion, project, ...value }, undefined, 2)}\n`);
}

/**
 * Reads a document back. Throws `lake-damaged` when it is no such document, `lake-too-new` when a newer sparkify
 * wrote it, `lake-foreign` when the lake belongs to another project.
 */
export function decodeDocument<T>(schema: z.ZodType<T>, bytes: Uint8Array, place: DocumentPlace): T {
  const json = parseJson(bytes, place);
  const head = safeParse(envelope, json);
  if (!head.success) throw damaged(place, head.error);
  if (head.data.formatVersion > formatVersion) throw tooNew(place, head.data.formatVersion);
  if (place.project !== undefined && head.data.project !== place.project)
    throw foreign(place, head.data.project);
  const body = safeParse(schema, json);
  if (!body.success) throw damaged(place, body.error);
  return body.data;
}

/** The error of a document that is missing or cannot be read. */
export function damagedDocument(
  label: string,
  key: string,
  cause?: unknown,
  hint = 'Bring the file back from a copy, or move the lake away and build it again.',
): SparkifyError {
  const message = `The document ${key} of the lake ${label} is missing or damaged.`;
  return new SparkifyError('lake-damaged', message, { hint, cause });
}

function parseJson(bytes: Uint8Array, place: DocumentPlace): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw damaged(place, error);
  }
}

function damaged(place: DocumentPlace, cause: unknown): SparkifyError {
  return damagedDocument(place.label, place.key, cause);
}

function tooNew(place: DocumentPlace, version: number): SparkifyError {
  return new SparkifyError(
    'lake-too-new',
    `The document ${place.key} of the lake ${place.label} has format ${version}; this sparkify reads up to ${formatVersion}.`,
    { hint: 'Update sparkify.' },
  );
}

function foreign(place: DocumentPlace, project: string): SparkifyError {
  return new SparkifyError(
    'lake-foreign',
    `The lake ${place.label} belongs to the project "${project}", not to "${place.project}".`,
    { hint: 'Give this project a lake of its own in sparkify.config.ts.', exitCode: 2 },
  );
}
