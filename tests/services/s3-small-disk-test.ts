import test from 'ava';
import { smallDiskTest } from '../helpers/small-disk.ts';
import { s3SerialTest } from './s3-service.ts';

/** A test that needs both. Where one of them is missing it is named as skipped, except in CI. */
export const s3SmallDiskTest = s3SerialTest === test.serial ? smallDiskTest : s3SerialTest;
