import fc from 'fast-check';

const digits = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });

const borders = [7n, 8n, 15n, 16n, 24n, 31n, 32n, 53n, 63n, 64n, 127n, 128n].flatMap(bits => {
  const power = 2n ** bits;
  return [power - 1n, power, power + 1n, -power + 1n, -power, -power - 1n];
});

const integers = fc.oneof(
  fc.integer({ min: -300, max: 300 }).map(BigInt),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.bigInt({ min: 0n, max: 10n ** 39n }),
  fc.constantFrom(...borders),
);

const exponents = fc.integer({ min: -30, max: 45 });

const numbers = fc.oneof(
  integers.map(String),
  fc.tuple(integers, digits(1, 20)).map(([whole, fraction]) => `${whole}.${fraction}`),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.tuple(fc.integer({ min: -99, max: 99 }), exponents).map(([whole, exponent]) => `${whole}e${exponent}`),
  fc
    .tuple(fc.integer({ min: -99, max: 99 }), digits(1, 18), exponents)
    .map(([a, b, e]) => `${a}.${b}E+${e}`.replace('+-', '-')),
  fc.constantFrom(
    '-0',
    '-0.0',
    '1.0',
    '1e3',
    '1e400',
    '1E-400',
    '999999999999999.0',
    '1e15',
    '3.5e38',
    'NaN',
    '-Infinity',
  ),
);

const padded = (value: number, length: number) => String(value).padStart(length, '0');

const days = fc
  .tuple(
    fc.oneof(fc.integer({ min: 0, max: 9999 }), fc.constantFrom(1677, 1678, 1900, 2000, 2018, 2262)),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
  )
  .map(([year, month, day]) => `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`);

const clocks = fc
  .tuple(
    fc.integer({ min: 0, max: 24 }),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 0, max: 60 }),
    digits(0, 11),
  )
  .map(([hour, minute, second, fraction]) => {
    return `${padded(hour, 2)}:${padded(minute, 2)}:${padded(second, 2)}${fraction && `.${fraction}`}`;
  });

const zones = fc.constantFrom('', '', 'Z', '+00:00', '+02:00', '-11:30', '+15:00', 'z', ' UTC', '+02');

const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }).filter(text => text.isWellFormed()),
  days,
  clocks,
  fc.tuple(days, fc.constantFrom('T', ' ', 't'), clocks, zones).map(parts => parts.join('')),
  fc.uuid(),
  integers.map(String),
  fc.tuple(integers, digits(0, 12)).map(([whole, fraction]) => `${whole}.${fraction}`),
  fc.constantFrom(
    '',
    'true',
    'null',
    'a',
    'b c',
    "it's",
    '1e5',
    ' 1',
    '1 ',
    '+1',
    '.5',
    '5.',
    'infinity',
    'epoch',
  ),
);

/** The text of a JSON value without parts, with those that lie at the borders of DuckDB's types. */
export const jsonScalars = fc.oneof(
  { weight: 2, arbitrary: numbers },
  { weight: 2, arbitrary: texts.map(text => JSON.stringify(text)) },
  { weight: 1, arbitrary: fc.constantFrom('true', 'false', 'null') },
);

/** The text of any JSON value; keys stand twice now and then. */
export const jsonTexts: fc.Arbitrary<string> = fc.letrec<{ value: string }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    jsonScalars,
    fc.array(tie('value'), { maxLength: 3 }).map(items => `[${items.join(', ')}]`),
    fc
      .array(fc.tuple(fc.constantFrom('x', 'y', 'X', 'a/b', '~', 'k"q'), tie('value')), { maxLength: 3 })
      .map(entries => `{${entries.map(([key, value]) => `${JSON.stringify(key)}: ${value}`).join(',')}}`),
  ),
})).value;
