import { signal } from '@preact/signals';

/** Where in the page one is: `#/model/model.shop.users?tab=code`. */
export interface Route {
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

export const route = signal<Route>(parseRoute(location.hash));

/** Follows the address of the page from now on. */
export function followAddress(): void {
  addEventListener('hashchange', () => {
    route.value = parseRoute(location.hash);
  });
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return {
    path: path.split('/').filter(Boolean).map(decoded),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The address of a view; empty values are left out. */
export function addressOf(
  path: readonly string[],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = new URLSearchParams(given).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`;
}

export function nodeAddress(id: string, query?: Readonly<Record<string, string | undefined>>): string {
  return addressOf(['node', id], query);
}

/** Changes what the view says of itself, without a new entry in the history. */
export function replaceQuery(query: Readonly<Record<string, string | undefined>>): void {
  const address = addressOf(route.value.path, { ...route.value.query, ...query });
  history.replaceState(null, '', address);
  route.value = parseRoute(address);
}

/** An address that somebody cut off is no reason to fail. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
