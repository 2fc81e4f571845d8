/** DuckDB counts in bytes of UTF-8, JavaScript in UTF-16 units. */
export function fromByteOffset(bytes: number, text: string): number {
  return Buffer.from(text).subarray(0, bytes).toString().length;
}
