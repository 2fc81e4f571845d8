import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseS3Address } from '../../src/config/s3-address.ts';
import { renderProperties } from '../../src/engines/spark/spark-settings.ts';
import { S3Client } from '../../src/storage/s3/s3-client.ts';
import { s3aJars } from '../engines/s3a-jars.ts';
import { pyspark } from '../engines/spark-test.ts';
import { plainSettings, s3Service } from './s3-service.ts';
import { rootKeys } from './start-versitygw.ts';

/** A job as a service of AWS runs it. */
export interface Play {
  readonly isOver: boolean;
  readonly played: Played;
  /** How it is. Who looks sees it wait once. */
  look(): 'waiting' | 'running' | 'done' | 'failed' | 'lost' | 'cancelled';
  cancel(): void;
}

export interface Played {
  /** Address of the program, and its arguments. */
  readonly args: readonly string[];
  readonly conf: Readonly<Record<string, string>>;
  /** Where what the driver prints goes when the job has ended. */
  log: string | undefined;
}

export function startPlay(job: 'spark' | 'fails' | 'hangs' | 'lost', played: Played): Play {
  let looks = 0;
  let end: 'done' | 'failed' | 'lost' | 'cancelled' | undefined;
  const child = job === 'spark' ? startSpark(played) : undefined;
  child?.ended.then(code => {
    end ??= code === 0 ? 'done' : 'failed';
  });
  return {
    played,
    get isOver() {
      return end !== undefined;
    },
    look() {
      if (end !== undefined) return end;
      looks++;
      if (looks === 1) return 'waiting';
      if (job === 'fails' && looks > 2) {
        void putLog(played.log, `INFO starting\nValueError: no such thing\nINFO ended\n`);
        end = 'failed';
        return end;
      }
      if (job === 'lost' && looks > 2) {
        end = 'lost';
        return end;
      }
      return 'running';
    },
    cancel() {
      end ??= 'cancelled';
      child?.kill();
    },
  };
}

/** The very bundle, on the Spark of this machine, which has the settings of the service for S3. */
function startSpark(played: Played): { ended: Promise<number | null>; kill(): void } {
  const { args, conf } = played;
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-emr-'));
  const file = join(folder, 'spark.properties');
  const printed = join(folder, 'stderr');
  writeFileSync(file, renderProperties({ ...conf, ...ofTheService() }), { mode: 0o600 });
  const out = openSync(printed, 'w');
  const program = join(pyspark!, 'bin', 'spark-submit');
  const child: ChildProcess = spawn(program, ['--master', 'local[2]', '--properties-file', file, ...args], {
    env: {
      ...process.env,
      PYSPARK_PYTHON: join(pyspark!, 'bin', 'python'),
      PYSPARK_DRIVER_PYTHON: join(pyspark!, 'bin', 'python'),
      LC_ALL: 'C.UTF-8',
    },
    stdio: ['ignore', out, out],
    detached: true,
  });
  closeSync(out);
  const ended = new Promise<number | null>(done => {
    child.once('close', async code => {
      await putLog(played.log, readFileSync(printed, 'utf8')).catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
      done(code);
    });
  });
  return {
    ended,
    kill() {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // It has ended.
      }
    },
  };
}

function ofTheService(): Readonly<Record<string, string>> {
  const s3a = {
    endpoint: s3Service().endpoint,
    'endpoint.region': 'us-east-1',
    'path.style.access': 'true',
    'connection.ssl.enabled': 'false',
    'access.key': rootKeys.accessKeyId,
    'secret.key': rootKeys.secretAccessKey,
  };
  return {
    ...Object.fromEntries(Object.entries(s3a).map(([name, value]) => [`spark.hadoop.fs.s3a.${name}`, value])),
    'spark.hadoop.fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
    'spark.driver.extraClassPath': `${s3aJars}/*`,
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.driver.host': '127.0.0.1',
    'spark.sql.shuffle.partitions': '4',
    'spark.ui.enabled': 'false',
  };
}

async function putLog(address: string | undefined, text: string): Promise<void> {
  const place = address === undefined ? undefined : parseS3Address(address);
  if (place === undefined) return;
  const client = new S3Client(place.bucket, plainSettings, s3Service().env);
  await client.send({ method: 'PUT', key: place.path, body: gzipSync(text) });
}
