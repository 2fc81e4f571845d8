import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { RunSql } from '../run/run-sql.ts';
import { targetError } from '../storage/disk-error.ts';
import { runPath } from './compiled-path.ts';
import { withoutSecrets } from './hide-secrets.ts';

/** A sorted table may be written by a statement for each of its thousands of partitions. */
const MOST_STATEMENTS = 100;

/**
 * Writes each statement below `target/run/` before the engine gets it: where a run hangs or is killed, its last statement
 * is there to be read. Of the 12 s that 1,000 models in diamonds took, 0.2 s were for that.
 */
export function writeRunSql(config: Config): RunSql {
  const folders = new Set<string>();
  const counts = new Map<string, number>();
  const write = (path: string, text: string, count: number) => {
    const file = join(config.projectDir, path);
    try {
      if (!folders.has(dirname(file))) mkdirSync(dirname(file), { recursive: true });
      folders.add(dirname(file));
      if (count === 0) writeFileSync(file, text);
      else appendFileSync(file, text);
    } catch (error) {
      throw targetError(error, join(config.projectDir, config.targetPath));
    }
  };
  const goOn: RunSql['goOn'] = node => {
    const path = runPath(config, node);
    return sql => {
      const count = counts.get(path) ?? 0;
      counts.set(path, count + 1);
      if (count < MOST_STATEMENTS) write(path, ended(withoutSecrets(sql, config.env)), count);
      else if (count === MOST_STATEMENTS) write(path, '-- More statements of this form followed.\n', count);
    };
  };
  return {
    goOn,
    begin(node) {
      counts.delete(runPath(config, node));
      return goOn(node);
    },
  };
}

/** A statement with its semicolon, so that the file can be run; a line of comment as it is. */
function ended(sql: string): string {
  const lastLine = sql.slice(sql.lastIndexOf('\n') + 1);
  if (lastLine === sql && sql.startsWith('--')) return `${sql}\n`;
  return lastLine.includes('--') ? `${sql}\n;\n` : `${sql};\n`;
}
