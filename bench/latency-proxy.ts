import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A request as its first line tells of it. */
export interface PassedRequest {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly path: string;
  /** When it came, by `performance.now()`. */
  readonly at: number;
}

export interface LatencyProxy {
  readonly endpoint: string;
  readonly requests: readonly PassedRequest[];
  close(): void;
}

/**
 * Stands before a server and passes on what clients send some milliseconds late. It looks at the first line of a request
 * and at nothing else, so that it costs little: thousands of requests a second go through.
 */
export async function startLatencyProxy(target: string, milliseconds: number): Promise<LatencyProxy> {
  const requests: PassedRequest[] = [];
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, client => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    client.on('data', bytes => {
      const line = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/.exec(bytes.subarray(0, 4096).toString('latin1'));
      if (line !== null) requests.push({ method: line[1]!, path: line[2]!, at: performance.now() });
      // Timers of one length fire in the order in which they were set.
      setTimeout(() => upstream.write(bytes), milliseconds);
    });
    client.on('end', () => setTimeout(() => upstream.end(), milliseconds));
    upstream.pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    requests,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
