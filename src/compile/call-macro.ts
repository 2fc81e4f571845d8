import type { JsonValue } from '../config/json-value.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { NamedMacro } from './compiled-project.ts';

export interface MacroCall {
  /** With the name of the project before it, or without. */
  readonly name: string;
  readonly project: string;
  readonly values: Readonly<Record<string, JsonValue>>;
}

/**
 * The macro that a call names.
 *
 * @throws SparkifyError 'unknown-macro', or 'bad-usage' when it does not take these arguments
 */
export function findMacro(
  macros: ReadonlyMap<string, NamedMacro>,
  { name, project, values }: MacroCall,
): NamedMacro {
  const plain = name.startsWith(`${project}.`) ? name.slice(project.length + 1) : name;
  const macro = macros.get(plain);
  if (macro === undefined) {
    throw new SparkifyError('unknown-macro', `There is no macro "${name}".`, {
      exitCode: 2,
      hint: didYouMean(plain, macros.keys(), 'Macros stand in .sql and .ts files of the macros folder.')!,
    });
  }
  checkArguments(macro, values);
  return macro;
}

function checkArguments({ name, parameters, at }: NamedMacro, values: MacroCall['values']): void {
  if (parameters === undefined) return;
  const names = parameters.map(parameter => parameter.name);
  const signature = parameters
    .map(parameter => `${parameter.name}${parameter.hasDefault ? '=…' : ''}`)
    .join(', ');
  const refuse = (problem: string, hint: string) =>
    new SparkifyError('bad-usage', `The macro ${name}(${signature}) ${problem}.`, { exitCode: 2, at, hint });
  const unknown = Object.keys(values).find(key => !names.includes(key));
  if (unknown !== undefined) {
    const known =
      names.length === 0 ? 'It takes no arguments: leave out --args.' : `It takes ${names.join(', ')}.`;
    throw refuse(`has no parameter "${unknown}"`, didYouMean(unknown, names, known)!);
  }
  const missing = parameters.filter(
    parameter => !parameter.hasDefault && !Object.hasOwn(values, parameter.name),
  );
  if (missing.length === 0) return;
  const all = missing.map(parameter => parameter.name);
  const example = [...Object.keys(values), ...all].map(key => `${key}: …`).join(', ');
  throw refuse(
    `needs ${all.map(key => `"${key}"`).join(' and ')}`,
    `Give it like this: --args '{${example}}'`,
  );
}
