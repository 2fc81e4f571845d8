/** `40 seconds`, `95 minutes`, `26 hours 5 minutes`, `3 days 2 hours`: fine enough to be compared with a threshold. */
export function renderAge(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes < 2) return count(whole, 'second');
  if (hours < 2) return count(minutes, 'minute');
  if (hours < 48) return both(count(hours, 'hour'), minutes % 60, 'minute');
  return both(count(Math.floor(hours / 24), 'day'), hours % 24, 'hour');
}

function both(first: string, rest: number, unit: string): string {
  return rest === 0 ? first : `${first} ${count(rest, unit)}`;
}

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
