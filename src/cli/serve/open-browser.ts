import { spawn } from 'node:child_process';

/** What opens an address in the user's browser, by platform. */
const openers: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
  linux: ['xdg-open'],
};

/** Opens an address in the user's browser. Where that cannot be done nothing happens: the address is printed anyway. */
export function openBrowser(url: string): void {
  const [command, ...args] = openers[process.platform] ?? openers.linux!;
  const child = spawn(command, [...args, url], { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
}
