/** A JSON string in ASCII: everything else escaped, as Python's and PHP's writers do by default. */
export function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same with escaped slashes. */
export function asciiJsonWithSlashes(text: string): string {
  return asciiJson(text).replaceAll('/', '\\/');
}
