import { didYouMean } from '../../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { EngineError } from './engine-error.ts';
import { filterNames, testNames } from './filter-names.ts';
import type { FoundText } from './joined-text.ts';
import { unsupportedMethods } from './unsupported.ts';

/** Says in the user's words what the Jinja engine refused, and where. */
export function explainError(error: EngineError, found: FoundText): Diagnostic {
  const { at, text } = found;
  const name = /[\p{L}_][\p{L}\p{N}_]*/u.exec(text)?.[0] ?? text;
  switch (error.kind) {
    case 'syntax error':
      return syntaxError(error.detail, found);
    case 'undefined value':
      return errorDiagnostic('undefined-name', undefinedMessage(text), { at });
    case 'unknown filter': {
      const hint = didYouMean(name, filterNames, 'Write a macro instead.')!;
      return errorDiagnostic('unknown-macro', `There is no filter "${name}".`, { at, hint });
    }
    case 'unknown test': {
      const hint = didYouMean(name, testNames, 'Write a comparison instead.')!;
      return errorDiagnostic('unknown-macro', `There is no test "is ${name}".`, { at, hint });
    }
    case 'unknown method': {
      const hint = unsupportedMethods.get(/\w+$/.exec(error.detail)?.[0] ?? name);
      const code = hint === undefined ? 'bad-jinja' : 'unsupported-jinja';
      return errorDiagnostic(code, `${sentence(error.detail)}`, hint === undefined ? { at } : { at, hint });
    }
    default:
      return errorDiagnostic('bad-jinja', sentence(error.detail || error.kind), { at });
  }
}

function syntaxError(detail: string, { at }: FoundText): Diagnostic {
  const statement = /^unknown statement (end\w+|else|elif)$/.exec(detail)?.[1];
  if (statement !== undefined) {
    const hint = 'The block that it should close is another one, or none is open.';
    return errorDiagnostic('bad-jinja', `{% ${statement} %} does not fit here.`, { at, hint });
  }
  const hint = syntaxHints.find(([pattern]) => pattern.test(detail))?.[1];
  const message = `Jinja: ${sentence(detail)}`;
  return errorDiagnostic('bad-jinja', message, hint === undefined ? { at } : { at, hint });
}

/** What is most likely meant by what the engine did not expect. */
const syntaxHints: readonly (readonly [detail: RegExp, hint: string])[] = [
  [
    /^unexpected end of input/,
    'Close the tag with }} or %}, and each block with its own end tag, such as {% endif %}.',
  ],
  [/^unexpected end of comment/, 'Close the comment with #}.'],
  [/^unexpected `[}%]`, expected end of (variable )?block/, 'End {{ with }}, and {% with %}.'],
  [
    /^unexpected .*, expected `[,)\]}]`/,
    'Close the bracket that is open here, or put a comma between two values.',
  ],
  [/^unexpected end of (variable )?block/, 'Something is missing before the end of the tag.'],
  [
    /expected statement$/,
    'Between {% and %} stands a statement, such as if, for or set; write {{ … }} for a value.',
  ],
];

function undefinedMessage(expression: string): string {
  const [, owner, attribute] = /^(.*)\.(\w+)$/s.exec(expression) ?? [];
  return owner === undefined ? `"${expression}" is not defined.` : `"${owner}" has no "${attribute}".`;
}

function sentence(detail: string): string {
  const plain = detail.replaceAll('`', '"');
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`;
}
