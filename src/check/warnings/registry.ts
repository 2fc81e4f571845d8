import type { RuleName } from '../../config/rules.ts';
import { joinKeyCast } from './join-key-cast.ts';
import { joinWithoutCondition } from './join-without-condition.ts';
import { missingDescription } from './missing-description.ts';
import { nullablePartition } from './nullable-partition.ts';
import { selectStar } from './select-star.ts';
import { smallFiles } from './small-files.ts';
import { unreadModel } from './unread-model.ts';
import { unusedSource } from './unused-source.ts';
import type { Warning } from './warning.ts';

type WarningName = Exclude<RuleName, 'not-portable'>;

/**
 * By the name that `rules` in the config and the catalogue of codes give them. Whether a query is portable only an engine can
 * tell: `run/check-portability.ts`.
 */
export const warnings: Readonly<Record<WarningName, Warning>> = {
  'select-star': selectStar,
  'join-without-condition': joinWithoutCondition,
  'join-key-cast': joinKeyCast,
  'nullable-partition': nullablePartition,
  'small-files': smallFiles,
  'unread-model': unreadModel,
  'unused-source': unusedSource,
  'missing-description': missingDescription,
};

export const warningNames = Object.keys(warnings) as readonly WarningName[];
