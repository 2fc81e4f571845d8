import type { JsonMember } from './json-scanner.ts';

/** The key of a member, unescaped. */
export function memberKey(bytes: Buffer, { keyStart, keyEnd }: JsonMember): string {
  const text = bytes.toString('utf8', keyStart + 1, keyEnd - 1);
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}
