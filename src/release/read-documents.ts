import type { z } from 'zod';
import type { Store } from '../storage/store.ts';
import { damagedDocument, decodeDocument } from './document-format.ts';
import {
  candidateSchema,
  pointerSchema,
  registrationSchema,
  releaseSchema,
  viewSchema,
} from './document-schemas.ts';
import type { Candidate, Pointer, Registration, Release, View } from './documents.ts';
import {
  candidateKey,
  candidatesPrefix,
  idOfKey,
  isTaskKey,
  pointerKey,
  registrationKey,
  registrationsPrefix,
  releaseKey,
  viewKey,
} from './layout.ts';

/** A document as it was read: with the ETag that a conditional write must match. */
export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
  /** By the store's clock, milliseconds since the epoch. */
  readonly modified: number;
}

type Place = { readonly store: Store; readonly project: string | undefined };

/** Undefined when there is no lake yet. */
export function findPointer(lake: Place): Promise<Stored<Pointer> | undefined> {
  return readDocument(lake, pointerKey, pointerSchema);
}

/** The pointer of a lake that has begun. */
export async function readPointer(lake: Place): Promise<Stored<Pointer>> {
  const pointer = await findPointer(lake);
  if (pointer === undefined) throw damagedDocument(lake.store.label, pointerKey);
  return pointer;
}

export async function findRelease(lake: Place, release: string): Promise<Release | undefined> {
  return (await readDocument(lake, releaseKey(release), releaseSchema))?.value;
}

/** A release that must exist, because the pointer or a kept list names it. */
export async function readRelease(lake: Place, release: string): Promise<Release> {
  const found = await findRelease(lake, release);
  if (found === undefined) throw damagedDocument(lake.store.label, releaseKey(release));
  return found;
}

/** Releases that a process has at hand, where there are such. */
export type KnownReleases = readonly (Release | undefined)[];

/**
 * The release that a pointer names, or a candidate rests on; undefined when that is none.
 *
 * @param known releases that the caller has at hand: what is named exists, and never changes
 */
export async function releaseAt(
  lake: Place,
  { release }: Pick<Pointer, 'release'>,
  known: KnownReleases = [],
): Promise<Release | undefined> {
  if (release === null) return undefined;
  return known.find(each => each?.release === release) ?? readRelease(lake, release);
}

export function findCandidate(lake: Place, release: string): Promise<Stored<Candidate> | undefined> {
  return readDocument(lake, candidateKey(release), candidateSchema);
}

/** Every candidate; one that goes away meanwhile is left out. */
export async function readCandidates(lake: Place): Promise<readonly Stored<Candidate>[]> {
  const found: Stored<Candidate>[] = [];
  for await (const { key } of lake.store.list(candidatesPrefix)) {
    if (isTaskKey(key)) continue;
    const candidate = await findCandidate(lake, idOfKey(key));
    if (candidate !== undefined) found.push(candidate);
  }
  return found;
}

/** Undefined when no plain copy was ever made. */
export function findView(lake: Place): Promise<Stored<View> | undefined> {
  return readDocument(lake, viewKey, viewSchema);
}

/** Undefined when the catalog was never told of this lake. */
export function findRegistration(lake: Place, id: string): Promise<Stored<Registration> | undefined> {
  return readDocument(lake, registrationKey(id), registrationSchema);
}

/** What each catalog outside of the lake shows. */
export async function readRegistrations(lake: Place): Promise<readonly Registration[]> {
  const found: Registration[] = [];
  for await (const { key } of lake.store.list(registrationsPrefix)) {
    const registration = await findRegistration(lake, idOfKey(key));
    if (registration !== undefined) found.push(registration.value);
  }
  return found;
}

async function readDocument<T>(
  { store, project }: Place,
  key: string,
  schema: z.ZodType<T>,
): Promise<Stored<T> | undefined> {
  const object = await store.get(key);
  if (object === undefined) return undefined;
  const value = decodeDocument(schema, object.bytes, { label: store.label, key, project });
  return { value, etag: object.etag, modified: object.modified };
}
