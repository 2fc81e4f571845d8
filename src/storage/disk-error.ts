import { SparkifyError } from '../diagnostics/sparkify-error.ts';

/** What a failed write below the folder of a lake means to a person. Anything unexpected is given back as it is. */
export function writeError(error: unknown, root: string): unknown {
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
    return new SparkifyError('out-of-disk', `The disk of the lake ${root} is full.`, {
      hint: 'Free some space there and run the command again. The published lake is as it was.',
      cause: error,
    });
  }
  if (hasCode(error, ...Object.keys(hints)) && !isMissingFile(error)) {
    return new SparkifyError('lake-not-writable', `The lake ${root} cannot be written: ${reasonOf(error)}.`, {
      hint: hints[error.code]!,
      cause: error,
    });
  }
  return error;
}

/** The same for a file below the target folder, at `path`. */
export function targetError(error: unknown, path: string): unknown {
  const hint =
    'Everything generated goes there: make it a folder that this user may write, or set another targetPath.';
  return outsideError(error, path, hint, unwritable);
}

/** The same for a file in the system's folder for temporary files. */
export function temporaryError(error: unknown, path: string): unknown {
  const hint =
    'It is for files of a moment: let this user write there, or set TMPDIR to a folder that it may write.';
  return outsideError(error, path, hint, [...unwritable, 'ENOENT']);
}

const unwritable: readonly string[] = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST'];

function outsideError(error: unknown, path: string, hint: string, refusals: readonly string[]): unknown {
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
    return new SparkifyError('out-of-disk', `The disk is full: ${path} could not be written.`, {
      hint: 'Free some space there and run the command again.',
      cause: error,
    });
  }
  if (!hasCode(error, ...refusals)) return error;
  return new SparkifyError('target-not-writable', `${path} cannot be written: ${reasonOf(error)}.`, {
    hint,
    cause: error,
  });
}

/** The same for a failed read of the lake. */
export function readError(error: unknown, root: string): unknown {
  if (!hasCode(error, 'EACCES', 'EPERM', 'EIO')) return error;
  return new SparkifyError('lake-damaged', `The lake ${root} cannot be read: ${reasonOf(error)}.`, {
    hint: 'Give this user the right to read the folder, and check the disk.',
    cause: error,
  });
}

export function hasCode(
  error: unknown,
  ...codes: readonly string[]
): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'code' in error && codes.includes(error.code as string);
}

const rights = 'Give this user the right to write there, or set another `lake` in sparkify.config.ts.';

/** The errors of a place that cannot be written, with what to do. */
const hints: Readonly<Record<string, string>> = {
  EACCES: rights,
  EPERM: rights,
  ENOENT: 'No folder can be made there. Set another `lake` in sparkify.config.ts.',
  EROFS: 'The disk is mounted read-only. Set another `lake` in sparkify.config.ts.',
  ENOTDIR: 'A file stands where a folder must be. Move it away, or set another `lake` in sparkify.config.ts.',
  EISDIR: 'A folder stands where a file must be. Move it away, or set another `lake` in sparkify.config.ts.',
  EXDEV: 'All folders of a lake must lie on one file system. Move the linked or mounted one into the lake.',
};

/** Only a folder that could not be made speaks against the place; a missing file is for the caller to judge. */
function isMissingFile(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ENOENT' && error.syscall !== 'mkdir';
}

/** `dest` is where a link or rename led to, which is what could not be written. */
function reasonOf(error: NodeJS.ErrnoException & { readonly dest?: string }): string {
  const place = error.dest ?? error.path;
  // Where a folder itself is to be made, a file in its place is said to exist; where one below it is, to be no folder.
  const code = error.code === 'EEXIST' && error.syscall === 'mkdir' ? 'ENOTDIR' : error.code;
  return place === undefined ? `${code}` : `${code} at ${place}`;
}
