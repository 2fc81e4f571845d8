import { didYouMean } from '../../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { NameUse } from './find-names.ts';
import { opensMacro, type TagPart } from './scan-template.ts';
import type { TemplateSource } from './template-source.ts';
import { knownAttributes, unsupportedNames, unsupportedStatements } from './unsupported.ts';

/** The functions of the Jinja engine itself. */
export const engineNames = ['range', 'dict', 'namespace', 'cycler', 'joiner', 'loop', 'caller'];

/**
 * Reports what a template names and nobody has: at its place, whether or not that branch is taken. The engine alone
 * would let much of it pass as empty text: `'a' ~ typo`, `typo | upper`, `not typo`.
 *
 * @param known names that are defined outside of the template
 * @param vars names that var() knows, for the hint
 */
export function checkNames(
  source: TemplateSource,
  known: ReadonlySet<string>,
  vars: ReadonlySet<string>,
): readonly Diagnostic[] {
  const refused = source.parts.filter(
    part => part.kind === 'statement' && part !== source.opening && unsupportedStatements.has(part.name),
  ) as readonly TagPart[];
  const uses = source.names.free.filter(
    use => !refused.some(tag => tag.start < use.start && use.start < tag.end),
  );
  return [
    ...refused.map(tag => refuse(source, tag)),
    ...uses.flatMap(use => checkUse(source, use, known, vars)),
  ];
}

function refuse(source: TemplateSource, tag: TagPart): Diagnostic {
  const hint = unsupportedStatements.get(tag.name)!;
  const at = source.position(source.text.indexOf(tag.name, tag.start), tag.name.length);
  const where = opensMacro(tag) ? ' here' : '';
  return errorDiagnostic('unsupported-jinja', `{% ${tag.name} %} is not supported${where}.`, { at, hint });
}

function checkUse(
  source: TemplateSource,
  use: NameUse,
  known: ReadonlySet<string>,
  vars: ReadonlySet<string>,
): readonly Diagnostic[] {
  const { name, attribute } = use;
  if (source.names.optional.has(name)) return [];
  const at = source.position(use.start, name.length);
  const unsupported = unsupportedNames.get(name);
  // What templates know by some attributes only is nothing by itself.
  const isKnown = known.has(name) && (attribute !== undefined || unsupported === undefined);
  if (isKnown)
    return attribute === undefined ? [] : checkAttribute(source, name, attribute.text, attribute.start);
  if (unsupported !== undefined) {
    return [errorDiagnostic('unsupported-jinja', `"${name}" is not supported.`, { at, hint: unsupported })];
  }
  const candidates = [...known, ...source.names.bound];
  if (use.called) {
    const hint = didYouMean(name, candidates, 'Macros stand in .sql and .ts files of the macros folder.');
    return [
      errorDiagnostic('unknown-macro', `There is no macro or function "${name}".`, {
        at,
        ...(hint && { hint }),
      }),
    ];
  }
  const advice = vars.has(name) ? `Write var('${name}').` : `Write {% set ${name} = … %} first.`;
  const hint = vars.has(name) ? advice : didYouMean(name, candidates, advice);
  return [errorDiagnostic('undefined-name', `"${name}" is not defined.`, { at, ...(hint && { hint }) })];
}

function checkAttribute(
  source: TemplateSource,
  name: string,
  attribute: string,
  start: number,
): readonly Diagnostic[] {
  const known = knownAttributes.get(name);
  if (known === undefined || known.names.includes(attribute)) return [];
  const at = source.position(start, attribute.length);
  const message = `"${name}.${attribute}" is not supported.`;
  return [
    errorDiagnostic('unsupported-jinja', message, {
      at,
      hint: didYouMean(attribute, known.names, known.hint)!,
    }),
  ];
}
