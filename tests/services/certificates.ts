import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** In PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** An authority that nobody knows, and whoever it vouches for. */
export interface Authority extends Certificate {
  /** A certificate of a server on this machine, valid for a day from some days ago on. */
  issue(options?: { readonly host?: string; readonly daysAgo?: number }): Certificate;
}

/** Makes an authority of its own for a test, without any tool that a machine might lack. */
export function createAuthority(name = 'Authority of a test'): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = { subject: name, issuer: name, signer: keys.privateKey, daysAgo: 0 };
  const constraints = extension('551d13', sequence(boolean));
  return {
    ...toPem(keys, { ...own, extensions: [constraints] }),
    issue({ host = '127.0.0.1', daysAgo = 0 } = {}) {
      const leaf = {
        ...own,
        subject: host,
        daysAgo,
        extensions: [extension('551d11', sequence(nameOf(host)))],
      };
      return toPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }), leaf);
    },
  };
}

interface Contents {
  readonly subject: string;
  readonly issuer: string;
  readonly signer: KeyObject;
  readonly daysAgo: number;
  readonly extensions: readonly Buffer[];
}

interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** See RFC 5280, section 4.1. */
function toPem({ publicKey, privateKey }: Keys, contents: Contents): Certificate {
  const begin = Date.now() - (contents.daysAgo * 24 + 1) * 3_600_000;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    distinguishedName(contents.issuer),
    sequence(time(begin), time(begin + 25 * 3_600_000)),
    distinguishedName(contents.subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...contents.extensions)),
  );
  const signature = sign('sha256', body, contents.signer);
  const whole = sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  // OpenSSL takes no empty line.
  const lines = whole
    .toString('base64')
    .match(/.{1,64}/g)!
    .join('\n');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}

const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const boolean = der(0x01, Buffer.from([255]));
const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));

function distinguishedName(name: string): Buffer {
  return sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(name)))));
}

/** All of them are critical. */
function extension(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), boolean, der(0x04, value));
}

function nameOf(host: string): Buffer {
  const isAddress = /^[\d.]+$/.test(host);
  return isAddress ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host));
}

function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(digits));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const { length } = Buffer.concat(parts);
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), ...parts]);
}
