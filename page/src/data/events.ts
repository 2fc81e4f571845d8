import { signal } from '@preact/signals';

/** Why the page could not be written anew; undefined while all is well. */
export const problem = signal<string | undefined>(undefined);

/**
 * Shows the page anew whenever its server has another one. A page that lies on a disk has no server.
 *
 * @param id of the command that wrote this page
 */
export function followEvents(id: string | undefined): void {
  const address = document.documentElement.dataset.events;
  if (address === undefined) return;
  const events = new EventSource(address);
  events.addEventListener('page', event => {
    if (JSON.parse(event.data) !== id) location.reload();
  });
  events.addEventListener('problem', event => {
    problem.value = String(JSON.parse(event.data));
  });
  addEventListener('pagehide', () => events.close());
}
