/** A line of results under its name. */
export function printRow(name: string, cells: readonly string[]): void {
  console.log(`  ${name.padEnd(30)}${cells.map(cell => ` ${cell}`.padStart(20)).join('')}`);
}
