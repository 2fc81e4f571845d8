/**
 * A plain value as Python writes it, on one line. Members that are undefined are left out.
 *
 * @example pythonLiteral({ a: [true, "it's"] }) // {"a": [True, "it's"]}
 */
export function pythonLiteral(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return pythonString(value);
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  const members = Object.entries(value as object).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${pythonString(key)}: ${pythonLiteral(member)}`).join(', ')}}`;
}

/** All that could end the text, or the line that it stands on, is escaped. */
function pythonString(text: string): string {
  const escaped = text.replaceAll(/[\\"\p{Cc}\p{Cs}\u2028\u2029]/gu, character => {
    if (character === '\\' || character === '"') return `\\${character}`;
    return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** A text that Airflow's templates leave as it is. */
export function untemplated(text: string): string {
  return text.replaceAll(/\{(?=[{%#])/g, '{{ "{" }}');
}

/** The same for all texts of a value. */
export function untemplatedValue(value: unknown): unknown {
  if (typeof value === 'string') return untemplated(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(untemplatedValue);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, untemplatedValue(member)] as const),
  );
}

/** Words of a command line as a shell reads them, and Airflow before it. */
export function shellWords(words: readonly string[]): string {
  return untemplated(words.map(shellWord).join(' '));
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
