import { createHash } from 'node:crypto';
import type { CompiledSource } from '../../compile/node.ts';
import { sourceLabel } from '../../compile/table-label.ts';
import { isS3Address } from '../../config/s3-address.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { JobAbout, JobPlace } from '../../engines/job-place.ts';
import { readPath, type SourceFile } from '../../source/source-file.ts';

/** The raw files that a job was handed, by what it calls them, and what lies in each of them. */
export class HandedFiles {
  readonly #place: Pick<JobPlace, 'hand' | 'original'>;
  /** Paths by the names that the job has for them. */
  readonly #paths = new Map<string, string>();
  readonly #contents: Record<string, string> = {};

  constructor(place: Pick<JobPlace, 'hand' | 'original'>) {
    this.#place = place;
  }

  /** What lies in the files that the job has from this machine, by the names that it has for them. */
  get contents(): JobAbout['handed'] {
    return this.#contents;
  }

  /** The path of a file that the job names. */
  pathOf(file: string): string {
    const name = this.#place.original(file);
    return this.#paths.get(name) ?? name;
  }

  /**
   * Hands the files of a source to the job, but for those that it only hears of. Gives their names there.
   *
   * @param isForeign of paths that the job only hears of
   */
  async hand(
    node: CompiledSource,
    files: readonly SourceFile[],
    isForeign: (path: string) => boolean,
  ): Promise<{ readonly paths: readonly string[]; readonly foreign: readonly string[] }> {
    const contents = contentsOf(node, files);
    const { foreign = [], read = [] } = Object.groupBy(contents.keys(), path =>
      isForeign(path) ? 'foreign' : 'read',
    );
    const paths = await this.#place.hand(read);
    const know = (name: string, path: string) => {
      this.#paths.set(name, path);
      if (!isS3Address(path)) this.#contents[name] = contents.get(path)!;
    };
    for (const [index, path] of read.entries()) know(paths[index]!, path);
    for (const path of foreign) know(path, path);
    return { paths, foreign };
  }

  /**
   * Finds the files of a source again that another process has handed to the job.
   *
   * @throws SparkifyError `unreadable-file` when they lie here otherwise than they did there
   */
  recognize(node: CompiledSource, files: readonly SourceFile[], before: JobAbout['handed']): void {
    const known = new Map(Object.entries(before).map(([name, content]) => [content, name]));
    for (const [path, content] of contentsOf(node, files)) {
      const name = isS3Address(path) ? path : known.get(content);
      if (name === undefined) throw otherFiles(node);
      this.#paths.set(name, path);
    }
  }
}

/** What lies in each file that is read of a source: which objects or files of it, by its path. */
function contentsOf({ uniqueId }: CompiledSource, files: readonly SourceFile[]): ReadonlyMap<string, string> {
  const groups = Map.groupBy(files, readPath);
  return new Map(
    [...groups].map(([path, group]) => {
      const content = JSON.stringify([uniqueId, ...group.map(file => file.path)]);
      return [path, createHash('sha256').update(content).digest('hex')];
    }),
  );
}

function otherFiles(node: CompiledSource): SparkifyError {
  return new SparkifyError(
    'unreadable-file',
    `The small objects of ${sourceLabel(node)} that the job reads are no longer on this machine, so it cannot be joined.`,
    { hint: 'Run `sparkify build` again. The job was ended.' },
  );
}
