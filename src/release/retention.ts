import type { ReleaseSettings } from '../config/config.ts';
import type { KeptRelease, Release } from './documents.ts';

const hour = 3_600_000;

/**
 * The kept list of a release that supersedes `parent` at `now`: at least `keep` ancestors, and every one superseded
 * less than `keepHours` ago. The parent itself is always among them.
 *
 * A release is written shortly before the pointer names it, so the time that `parent` recorded for its own parent may
 * be early; `parentSince`, when the pointer came to name `parent`, sets it right. Both are milliseconds by the
 * store's clock.
 */
export function keptReleases(
  parent: Release,
  now: number,
  parentSince: number,
  settings: Pick<ReleaseSettings, 'keep' | 'keepHours'>,
): readonly KeptRelease[] {
  const [grandparent, ...older] = parent.kept;
  const ancestors = [
    { release: parent.release, supersededAt: isoTime(now) },
    ...(grandparent ? [notBefore(grandparent, parentSince)] : []),
    ...older,
  ];
  const horizon = now - settings.keepHours * hour;
  return ancestors.filter(
    ({ supersededAt }, index) => index < Math.max(1, settings.keep) || Date.parse(supersededAt) > horizon,
  );
}

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function notBefore(kept: KeptRelease, time: number): KeptRelease {
  return Date.parse(kept.supersededAt) < time ? { ...kept, supersededAt: isoTime(time) } : kept;
}
