import { compileStatement } from '../compile/compile-statement.ts';
import type { TemplateCompiler } from '../compile/compiled-project.ts';
import { plainShowing } from '../compile/node.ts';
import { unrenderedConfig } from '../compile/unrendered-config.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { SingularTestFile } from '../project/project.ts';
import { parseSingularConfig, testVerdict } from './test-config.ts';
import type { CompileOutcome } from './test-declaration.ts';
import { testId } from './test-name.ts';

/** Compiles a test that is a query of its own in a file. */
export function compileSingularTest(
  file: SingularTestFile,
  projectName: string,
  compiler: TemplateCompiler,
): CompileOutcome {
  const compiled = compileStatement(file, compiler);
  if (hasErrors(compiled.diagnostics)) return { test: undefined, diagnostics: compiled.diagnostics };
  const at = { file: file.path, line: 1, column: 1 };
  const config = parseSingularConfig(compiled.config, file.name, compiled.configAt ?? at);
  if (!config.ok) return { test: undefined, diagnostics: [...compiled.diagnostics, ...config.diagnostics] };
  if (!config.value.enabled) return { test: undefined, diagnostics: compiled.diagnostics };
  const test = {
    resourceType: 'test',
    testType: 'singular',
    declaration: undefined,
    raw: file.text,
    unrendered: unrenderedConfig([{ values: compiled.config, written: compiled.written }]),
    uniqueId: testId(projectName, file.name, file.path),
    name: file.name,
    alias: file.name,
    file: file.path,
    description: '',
    tags: config.value.tags,
    meta: config.value.meta,
    dependsOn: compiled.dependsOn,
    macros: compiled.macros,
    sql: compiled.sql,
    map: compiled.map,
    severity: config.value.severity,
    verdict: testVerdict(config.value),
    storeFailures: config.value.storeFailures,
    showing: plainShowing,
    scan: undefined,
    rowLimits: undefined,
    comparison: undefined,
    attachedTo: undefined,
    column: undefined,
    at,
  } as const;
  const reading = { group: config.value.group ?? null, references: compiled.references };
  return { test, reading, diagnostics: compiled.diagnostics };
}
