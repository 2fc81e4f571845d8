import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import picomatch from 'picomatch';
import { repository } from '../helpers/cli-project.ts';
import { commandOf, lastOf, readDockerfile, type Stage } from './dockerfile.ts';

const script = join(import.meta.dirname, 'enter-root.sh');
/** The user that the official image of Node brings along. */
export const nodeUser = '1000:1000';

export interface Container {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
  /** Sends a signal to its process 1, as `docker stop` does. */
  stop(signal: NodeJS.Signals): void;
}

export interface RunOptions {
  readonly user?: string;
  /** As with `--read-only`, and with `--read-only --tmpfs /tmp`. */
  readonly mode?: 'writable' | 'read-only' | 'read-only-with-tmp';
}

/** An image made of a Dockerfile line by line, without Docker: a folder that can be entered as the root of a file system. */
export interface LocalImage {
  /** The folder itself. */
  readonly root: string;
  path(path: string): string;
  /** `docker run`: arguments take the place of CMD. */
  run(args?: readonly string[], options?: RunOptions): Container;
}

/** Follows the Dockerfile of the repository in a folder. It has two stages, of which the first needs what builds need. */
export function buildImage(folder: string): LocalImage {
  const [build, last] = readDockerfile(readFileSync(join(repository, 'Dockerfile'), 'utf8')) as [
    Stage,
    Stage,
  ];
  const built = join(folder, 'build', lastOf(build, 'WORKDIR'));
  mkdirSync(built, { recursive: true });
  copyContext(built);
  for (const { keyword, text } of build.instructions) if (keyword === 'RUN') runOnMachine(text, built);

  const root = join(folder, 'root');
  const app = join(root, lastOf(last, 'WORKDIR'));
  prepareRoot(root);
  cpSync(built, app, { recursive: true, verbatimSymlinks: true });
  const image = new Image(root, last);
  image.runInstructions();
  return image;
}

class Image implements LocalImage {
  readonly root: string;
  readonly #stage: Stage;

  constructor(root: string, stage: Stage) {
    this.root = root;
    this.#stage = stage;
  }

  path(path: string): string {
    return join(this.root, path);
  }

  run(args?: readonly string[], { user = this.#user(), mode = 'writable' }: RunOptions = {}): Container {
    const command = commandOf(this.#stage, args);
    const child = spawn('unshare', this.#enter(user, mode, command), { env: this.#env() });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    const ended = new Promise<number | null>(done => child.on('close', done));
    const stop = (signal: NodeJS.Signals) => {
      const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
      process.kill(Number(children), signal);
    };
    return { child, output: () => output, ended, stop };
  }

  /** Those of the last stage run in the image, and as root until it says otherwise. */
  runInstructions(): void {
    for (const { keyword, text } of this.#stage.instructions) {
      if (keyword !== 'RUN') continue;
      const command = this.#enter('0:0', 'writable', ['sh', '-c', text]);
      execFileSync('unshare', command, { env: { ...this.#env(), VOLUME: '/volume' } });
    }
    // What an empty volume begins with.
    const volume = this.path(lastOf(this.#stage, 'VOLUME'));
    const { uid, gid } = lstatSync(volume);
    chownSync(this.path('volume'), uid, gid);
  }

  #user(): string {
    if (lastOf(this.#stage, 'USER') !== 'node') throw new Error('The image has another user than node.');
    return nodeUser;
  }

  #enter(user: string, mode: string, command: readonly string[]): readonly string[] {
    const own = ['--mount', '--pid', '--fork', '--kill-child', 'sh', script];
    return [...own, this.root, user, mode, ...command];
  }

  #env(): NodeJS.ProcessEnv {
    const [name, value] = lastOf(this.#stage, 'ENV').split('=');
    return {
      PATH: '/opt/node:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/home/node',
      WORKDIR: lastOf(this.#stage, 'WORKDIR'),
      VOLUME: lastOf(this.#stage, 'VOLUME'),
      [name!]: value,
    };
  }
}

/** What `COPY . .` sends: what Git knows, as a fresh checkout has it, without what .dockerignore names. */
function copyContext(to: string): void {
  const patterns = readFileSync(join(repository, '.dockerignore'), 'utf8').trim().split('\n');
  const rules = patterns.map(pattern => {
    const path = pattern.replace('!', '');
    return { isIgnored: path === pattern, matches: picomatch([path, `${path}/**`], { dot: true }) };
  });
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: repository });
  for (const file of listed.toString().split('\0')) {
    const rule = rules.findLast(({ matches }) => matches(file));
    if (file === '' || rule?.isIgnored || !existsSync(join(repository, file))) continue;
    cpSync(join(repository, file), join(to, file), { verbatimSymlinks: true });
  }
}

/** A line of the first stage, with the machine's npm and its cache. */
function runOnMachine(line: string, cwd: string): void {
  const env: NodeJS.ProcessEnv = { ...process.env, npm_config_prefer_offline: 'true' };
  // Not the programs of this checkout, which a test runner puts first.
  env.PATH = env.PATH?.split(delimiter)
    .filter(folder => !folder.includes('node_modules'))
    .join(delimiter);
  execFileSync('sh', ['-ec', line], { cwd, env, stdio: 'pipe' });
}

/** What the base image brings: programs, users, a home and a folder for temporary files. */
function prepareRoot(root: string): void {
  for (const folder of ['dev', 'proc', 'etc', 'tmp', 'opt/node', 'home/node', 'volume'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const folder of ['usr', 'bin', 'lib', 'lib64', 'sbin']) {
    const own = join('/', folder);
    if (!existsSync(own)) continue;
    if (lstatSync(own).isSymbolicLink()) symlinkSync(readlinkSync(own), join(root, folder));
    else mkdirSync(join(root, folder));
  }
  chmodSync(join(root, 'tmp'), 0o1777);
  chmodSync(dirname(join(root, 'tmp')), 0o755);
  chownSync(join(root, 'home/node'), 1000, 1000);
  writeFileSync(
    join(root, 'etc/passwd'),
    'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n',
  );
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
  copyFileSync(process.execPath, join(root, 'opt/node/node'));
}

/** Why no image can be made here; undefined when it can. */
export function whyNoImage(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can take on another user';
  const entered = spawnSync('unshare', ['--mount', '--pid', '--fork', 'setpriv', '--no-new-privs', 'true']);
  return entered.status === 0 ? undefined : 'this machine lets nobody make namespaces';
}
