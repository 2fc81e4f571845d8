import { contract } from './contract.ts';
import { declaredColumnsExist } from './declared-columns-exist.ts';
import { eventTime } from './event-time.ts';
import { exactTypes } from './exact-types.ts';
import { partitionColumns } from './partition-columns.ts';
import { reservedNames } from './reserved-names.ts';
import type { Rule } from './rule.ts';
import { sortColumns } from './sort-columns.ts';
import { uniqueKey } from './unique-key.ts';

export const rules: readonly Rule[] = [
  reservedNames,
  declaredColumnsExist,
  contract,
  partitionColumns,
  sortColumns,
  uniqueKey,
  eventTime,
  exactTypes,
];
