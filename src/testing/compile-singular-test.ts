import { compileStatement } from '../compile/compile-statement.ts';
import type { TemplateCompiler } from '../compile/compiled-project.ts';
import { ofDisabled } from '../compile/disabled-code.ts';
import { plainShowing } from '../compile/node.ts';
import { unrenderedConfig } from '../compile/unrendered-config.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { SingularTestFile } from '../project/project.ts';
import { configOrDefault, parseSingularConfig, testVerdict } from './test-config.ts';
import type { CompileOutcome } from './test-declaration.ts';
import { singularTestId } from './test-name.ts';

/** Compiles a test that is a query of its own in a file. */
export function compileSingularTest(
  file: SingularTestFile,
  projectName: string,
  compiler: TemplateCompiler,
): CompileOutcome {
  const compiled = compileStatement(file, compiler);
  if (hasErrors(compiled.diagnostics)) {
    const isOff = compiled.config.enabled === false;
    const told = isOff ? ofDisabled(compiled.diagnostics, file.name) : compiled.diagnostics;
    return { test: undefined, diagnostics: told };
  }
  const at = { file: file.path, line: 1, column: 1 };
  const parsed = parseSingularConfig(compiled.config, file.name, compiled.configAt ?? at);
  const { config, diagnostics: problems } = configOrDefault(parsed, compiled.config);
  const diagnostics = [...compiled.diagnostics, ...problems];
  if (!config.enabled) return { test: undefined, diagnostics };
  const test = {
    resourceType: 'test',
    testType: 'singular',
    group: config.group ?? null,
    declaration: undefined,
    raw: file.text,
    unrendered: unrenderedConfig([{ values: compiled.config, written: compiled.written }]),
    uniqueId: singularTestId(projectName, file.name),
    name: file.name,
    alias: file.name,
    file: file.path,
    description: '',
    tags: config.tags,
    meta: config.meta,
    dependsOn: compiled.dependsOn,
    macros: compiled.macros,
    sql: compiled.sql,
    map: compiled.map,
    severity: config.severity,
    verdict: testVerdict(config),
    storeFailures: config.storeFailures,
    showing: plainShowing,
    scan: undefined,
    rowLimits: undefined,
    comparison: undefined,
    attachedTo: undefined,
    column: undefined,
    at,
  } as const;
  return { test, references: compiled.references, diagnostics };
}
