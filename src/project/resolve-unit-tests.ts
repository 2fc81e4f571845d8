import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DeclaredUnitTest, UnitTest } from './fixture.ts';
import type { TextFile } from './project.ts';
import { resolveFixture } from './resolve-fixture.ts';

/** Unit tests with their rows, those that are written in files of the folders `fixtures` among them. */
export function resolveUnitTests(
  declared: readonly { readonly unitTests: readonly DeclaredUnitTest[] }[],
  files: readonly TextFile[],
): { readonly tests: readonly UnitTest[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const resolve = (fixture: DeclaredUnitTest['expect']) => {
    const resolved = resolveFixture(fixture, files);
    diagnostics.push(...resolved.diagnostics);
    return resolved.fixture;
  };
  const tests = declared
    .flatMap(({ unitTests }) => unitTests)
    .filter(({ enabled }) => enabled)
    .flatMap(test => {
      const given = test.given.map(each => ({
        input: each.input,
        fixture:
          each.rows === undefined && each.file === undefined
            ? { format: 'none' as const, at: each.at }
            : resolve(each),
      }));
      const expect = resolve(test.expect);
      const sound = given.flatMap(({ input, fixture }) =>
        fixture === undefined ? [] : [{ input, fixture }],
      );
      return expect === undefined || sound.length < given.length ? [] : [{ ...test, given: sound, expect }];
    });
  return { tests, diagnostics };
}
