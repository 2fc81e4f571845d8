import { didYouMean } from '../diagnostics/closest.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';

/** Docs blocks by name. */
export type Docs = ReadonlyMap<string, string>;

export interface DescriptionContext {
  readonly docs: Docs;
  /** The project's name, which doc() may give first. */
  readonly project: string;
  /** Reports what is wrong with the expression that was `written`. */
  readonly report: (code: DiagnosticCode, message: string, written: string, hint: string) => void;
}

const parts =
  /\{#[\s\S]*?#\}|\{%-?\s*raw\s*-?%\}([\s\S]*?)\{%-?\s*endraw\s*-?%\}|\{\{([\s\S]*?)\}\}|\{%[\s\S]*?%\}/g;
const call = /^-?\s*doc\(\s*(?:(['"])(?<project>\w+)\1\s*,\s*)?(['"])(?<name>\w+)\3\s*\)\s*-?$/;

/**
 * A description with its docs blocks in place. Descriptions are Jinja of which only `{{ doc('name') }}`, comments and
 * `{% raw %}` mean something here; anything else is refused, since it would be shown as it is.
 */
export function renderDescription(text: string, context: DescriptionContext): string {
  return text.replaceAll(parts, (written, raw: string | undefined, expression: string | undefined) => {
    if (raw !== undefined) return raw;
    if (written.startsWith('{#')) return '';
    return expression === undefined ? refuse(written, context) : docOf(expression, written, context);
  });
}

function docOf(expression: string, written: string, context: DescriptionContext): string {
  const { name, project } = call.exec(expression.trim())?.groups ?? {};
  if (name === undefined) return refuse(written, context);
  const contents = context.docs.get(name);
  if (contents !== undefined && (project === undefined || project === context.project)) return contents;
  const message =
    contents === undefined
      ? `doc() names "${name}", which no docs block is called.`
      : `doc() names the project "${project}", which does not exist.`;
  const advice = `Write {% docs ${name} %} … {% enddocs %} in a .md file of the model folder.`;
  const hint =
    contents === undefined ? didYouMean(name, context.docs.keys(), advice)! : `Write doc('${name}').`;
  context.report('unknown-doc', message, written, hint);
  return '';
}

function refuse(written: string, { report }: DescriptionContext): string {
  const hint = "Write {{ doc('name') }}, or put what is no template between {% raw %} and {% endraw %}.";
  report('unsupported-jinja', 'A description may only call doc().', written, hint);
  return '';
}
