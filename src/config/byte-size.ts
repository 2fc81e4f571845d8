/** A size as settings write it, like `4GB` (powers of 1,000) or `512MiB` (powers of 1,024). */
export const byteSizePattern = /^(\d+(?:\.\d+)?) ?(?:([KMGT])(i?))?B$/i;

/** The bytes of a size that matches `byteSizePattern`. */
export function parseByteSize(text: string): number {
  const [, number, unit = '', binary = ''] = byteSizePattern.exec(text)!;
  const power = ' KMGT'.indexOf(unit.toUpperCase() || ' ');
  return Math.round(Number(number) * (binary === '' ? 1000 : 1024) ** power);
}
