import type { Listener } from './listener.ts';
import type { Page } from './page.ts';

/** Where a listener goes from a page; undefined ends the session. */
export function nextPage(page: Page, listener: Listener): Page | undefined {
  if (!listener.loggedIn) return nextWhenLoggedOut(page, listener);
  const decision = decisions[page];
  if (decision !== undefined) {
    const probability = listener.restless ? decision.restless : decision.usual;
    return listener.random.chance(probability) ? decision.page : 'NextSong';
  }
  return pagesThatLeadHome.has(page) ? 'Home' : nextFromAnywhere(listener);
}

/** Pages that ask for a decision, with how likely it is taken; who does not goes on listening. */
const decisions: Partial<Record<Page, { page: Page; usual: number; restless: number }>> = {
  Upgrade: { page: 'Submit Upgrade', usual: 0.1, restless: 0.9 },
  Downgrade: { page: 'Submit Downgrade', usual: 0.01, restless: 0.3 },
  Settings: { page: 'Save Settings', usual: 0.15, restless: 0.8 },
};

const pagesThatLeadHome: ReadonlySet<Page> = new Set(['Submit Upgrade', 'Submit Downgrade', 'Save Settings']);

function nextWhenLoggedOut(page: Page, { random }: Listener): Page | undefined {
  if (page === 'Logout') return random.chance(0.8) ? 'Home' : undefined;
  if (random.chance(0.4)) return 'Login';
  return random.chance(0.4) ? random.pick<Page>(['Home', 'Home', 'Home', 'About', 'Help']) : undefined;
}

function nextFromAnywhere({ random, restless, paid }: Listener): Page | undefined {
  if (random.chance(paid ? 0.055 : 0.17)) return undefined;
  if (random.chance(restless ? 0.8 : 0.93)) return 'NextSong';
  const change = paid ? 'Downgrade' : 'Upgrade';
  return random.pick<Page>(
    restless ? [change, change, 'Settings', 'Settings', 'Home', 'Logout'] : [change, ...usualPages],
  );
}

const usualPages: readonly Page[] = [
  ...Array<Page>(4).fill('Home'),
  ...Array<Page>(2).fill('Logout'),
  'Settings',
  'Help',
  'About',
  'Error',
];
