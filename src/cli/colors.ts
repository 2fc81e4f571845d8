import picocolors from 'picocolors';

/** What a color says, so that no reporter names a color itself. */
export interface Colors {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly plain: (text: string) => string;
}

export type Tone = keyof Colors;

export function createColors(enabled: boolean): Colors {
  const { green, red, yellow, bold, dim } = picocolors.createColors(enabled);
  return { good: green, bad: red, warn: yellow, strong: bold, faint: dim, plain: String };
}
