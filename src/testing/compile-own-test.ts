import { plainIdentifier } from '../columns/quote.ts';
import { oneStatement } from '../compile/compile-statement.ts';
import type { CompiledText, OwnTest, TemplateCompiler } from '../compile/compiled-project.ts';
import { plainShowing } from '../compile/node.ts';
import type { JsonObject } from '../config/json-value.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { renderPosition } from '../diagnostics/position.ts';
import { genericTestNode } from './generic-test-node.ts';
import { configOrDefault, type Parsed, parseGenericConfig, type TestConfig } from './test-config.ts';
import { type CompileOutcome, failed, type TestDeclaration } from './test-declaration.ts';
import { misplacedTest, missingColumn, testedRows } from './tested-rows.ts';
import { TextResolver } from './text-resolver.ts';

/**
 * Writes the SQL of a test that the project defines. As in dbt it is given `model`, the rows to test; `column_name` when
 * it stands on a column; and the arguments of YAML, with what they name evaluated.
 */
export function compileOwnTest(
  own: OwnTest,
  declaration: TestDeclaration,
  projectName: string,
  compiler: TemplateCompiler,
): CompileOutcome {
  const { declared, node } = declaration;
  if (own.isBroken) return failed(brokenTest(own, declaration));
  if (!own.parameters.some(({ name }) => name === 'model')) return failed(withoutModel(own));
  const resolver = new TextResolver(compiler, declared.at);
  const given = givenArguments(own, declaration, resolver);
  if (!given.ok) return failed(...resolver.diagnostics, ...given.diagnostics);
  const write = (where: string | undefined) => {
    const rows = testedRows(node, where === undefined ? undefined : resolver.text(where));
    const values = { ...given.value, model: rows };
    return oneStatement(compiler.compileTest(own, values, declared.at), `The data test ${own.name}`, own.at);
  };
  const where = typeof declared.config.where === 'string' ? declared.config.where : undefined;
  const first = write(where);
  const said = { ...first.config, ...declared.config };
  const { config, diagnostics: problems } = configOrDefault(wholeConfig(declaration, first), said);
  if (!config.enabled) return failed(...problems);
  // Only the block itself could tell that it wants to see a part of the rows.
  const compiled = config.where === where || problems.length > 0 ? first : write(config.where);
  const found = [...resolver.diagnostics, ...compiled.diagnostics];
  const diagnostics = [...found, ...problems];
  if (hasErrors(found)) return failed(...diagnostics);
  const { sql, map, dependsOn, macros } = compiled;
  const reads = [...resolver.dependsOn, ...dependsOn];
  const written = {
    projectName,
    sql,
    map,
    reads,
    macros: [...resolver.macros, ...macros],
    failCalc: undefined,
    showing: plainShowing,
    scan: undefined,
    rowLimits: undefined,
    comparison: undefined,
  };
  return { test: genericTestNode(declaration, config, written), diagnostics };
}

/** The arguments by name, but for the rows; refused when they are not those that the test takes. */
function givenArguments(
  own: OwnTest,
  { declared, node, column }: TestDeclaration,
  resolver: TextResolver,
): Parsed<JsonObject> {
  const names = own.parameters.map(parameter => parameter.name);
  if (column !== undefined && !names.includes('column_name')) {
    return { ok: false, diagnostics: [misplacedTest(declared, node)] };
  }
  const given = {
    ...(resolver.argument(declared.arguments) as JsonObject),
    ...(column === undefined ? {} : { column_name: plainIdentifier(column) }),
  };
  const wrong = (message: string, hint: string) =>
    errorDiagnostic('bad-test-argument', message, { at: declared.at, hint });
  const title = `The test ${declared.test} on ${node.name}`;
  const taken = names.filter(name => name !== 'model');
  const list = taken.length === 0 ? 'It takes none.' : `It takes ${taken.join(', ')}.`;
  const missingHint = (name: string) =>
    Object.hasOwn(declared.config, name)
      ? `Beside the name of a test, "${name}" is config: write it under arguments:.`
      : `It is defined at ${renderPosition(own.at)}.`;
  const unknown = Object.keys(given)
    .filter(name => !taken.includes(name))
    .map(name => wrong(`${title} takes no argument "${name}".`, didYouMean(name, taken, list)!));
  const missing = own.parameters
    .filter(({ name, hasDefault }) => taken.includes(name) && !hasDefault && !Object.hasOwn(given, name))
    .map(({ name }) =>
      name === 'column_name'
        ? missingColumn(declared, node)
        : wrong(`${title} lacks its argument "${name}".`, missingHint(name)),
    );
  const diagnostics = [...unknown, ...missing];
  return diagnostics.length > 0 ? { ok: false, diagnostics } : { ok: true, value: given };
}

/** What the block says in config(), and above it what YAML says; tags add up, and so does meta. */
function wholeConfig({ declared }: TestDeclaration, compiled: CompiledText): Parsed<TestConfig> {
  const { test, at, config } = declared;
  const title = `${test} (for ${renderPosition(at)})`;
  const inBlock = parseGenericConfig(compiled.config, title, compiled.configAt ?? at);
  const inYaml = parseGenericConfig(config, test, at);
  if (!inBlock.ok || !inYaml.ok) {
    return { ok: false, diagnostics: [inBlock, inYaml].flatMap(part => (part.ok ? [] : part.diagnostics)) };
  }
  const merged = parseGenericConfig({ ...compiled.config, ...config }, test, at);
  if (!merged.ok) return merged;
  const tags = [...new Set([...inBlock.value.tags, ...inYaml.value.tags])];
  return {
    ok: true,
    value: { ...merged.value, tags, meta: { ...inBlock.value.meta, ...inYaml.value.meta } },
  };
}

function withoutModel({ name, at }: OwnTest): Diagnostic {
  const hint = `Write {% test ${name}(model, …) %}, and select from {{ model }}.`;
  return errorDiagnostic('bad-jinja', `The data test "${name}" has no parameter "model".`, { at, hint });
}

function brokenTest({ name, at: definedAt }: OwnTest, { declared, node }: TestDeclaration): Diagnostic {
  const message = `The data test "${name}", which ${node.name} declares, has errors of its own: ${renderPosition(definedAt)}.`;
  return errorDiagnostic('macro-failed', message, { at: declared.at });
}
