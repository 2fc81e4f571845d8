import test from 'ava';
import fc from 'fast-check';
import type { KeptRelease, Release } from '../../../src/release/documents.ts';
import { isoTime, keptReleases } from '../../../src/release/retention.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 5, 1);

test('a parent is kept even when the settings keep nothing', t => {
  const kept = keptReleases(releaseWith([]), now, now, { keep: 0, keepHours: 0 });
  t.deepEqual(kept, [{ release: 'parent', supersededAt: isoTime(now) }]);
});

test('old releases stay while there are too few', t => {
  const kept = keptReleases(releaseWith([ago('a', 100), ago('b', 200)]), now, now - 100 * hour, {
    keep: 2,
    keepHours: 24,
  });
  t.deepEqual(names(kept), ['parent', 'a']);
});

test('any number of releases stays while they are young', t => {
  const ancestors = Array.from({ length: 30 }, (_, index) => ago(`r${index}`, index));
  const kept = keptReleases(releaseWith(ancestors), now, now, { keep: 2, keepHours: 24 });
  // The parent, and those superseded 0 to 23 hours ago.
  t.is(kept.length, 1 + 24);
});

test('a release counts as superseded from when the pointer moved, not from when the next one was written', t => {
  const written = ago('slow', 30);
  const moved = now - 10 * hour;
  const kept = keptReleases(releaseWith([written, ago('older', 40), ago('oldest', 50)]), now, moved, {
    keep: 1,
    keepHours: 24,
  });
  t.deepEqual(kept.slice(1), [{ release: 'slow', supersededAt: isoTime(moved) }]);
});

test('whatever the history, nothing is dropped before both its number and its hours are up', t => {
  const ages = fc
    .array(fc.integer({ min: 0, max: 100 }), { maxLength: 20 })
    .map(all => all.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(
      ages,
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 24, max: 72 }),
      (hours, keep, keepHours) => {
        const ancestors = hours.map((age, index) => ago(`r${index}`, age));
        const kept = keptReleases(releaseWith(ancestors), now, now - 200 * hour, { keep, keepHours });
        const dropped = ancestors.filter(({ release }) => !names(kept).includes(release));
        t.deepEqual(
          names(kept),
          ['parent', ...names(ancestors)].filter(name => !names(dropped).includes(name)),
        );
        for (const { release, supersededAt } of dropped) {
          t.true(ancestors.findIndex(ancestor => ancestor.release === release) + 1 >= keep);
          t.true(now - Date.parse(supersededAt) >= keepHours * hour);
        }
      },
    ),
  );
});

function names(kept: readonly KeptRelease[]): readonly string[] {
  return kept.map(({ release }) => release);
}

function ago(release: string, hours: number): KeptRelease {
  return { release, supersededAt: isoTime(now - hours * hour) };
}

function releaseWith(kept: readonly KeptRelease[]): Release {
  return {
    release: 'parent',
    parent: kept[0]?.release ?? null,
    createdAt: isoTime(now),
    command: 'build',
    tested: true,
    rolledBackTo: null,
    owner: { host: 'here', pid: 1, user: 'ann' },
    tables: [],
    sources: [],
    done: [],
    kept,
  };
}
