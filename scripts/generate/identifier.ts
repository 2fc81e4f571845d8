const LETTERS = 26;
const SPACE = LETTERS ** 7;
/** Coprime with 26, so that multiplying by it modulo 26^7 is a bijection; products stay below 2^53 up to ten million. */
const STRIDE = 612_839_477;

/**
 * Seven capital letters that look random and differ for every index below ten million.
 *
 * @example sevenLetters(0) // 'QGRLEQX', or the like
 */
export function sevenLetters(index: number): string {
  let rest = (index * STRIDE + 5_071_936_881) % SPACE;
  let text = '';
  for (let i = 0; i < 7; i++) {
    text += String.fromCharCode(65 + (rest % LETTERS));
    rest = Math.floor(rest / LETTERS);
  }
  return text;
}

/** `digits` capital hexadecimal digits of a number. */
export function hexDigits(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0').slice(-digits);
}
