const again = 'then run the same command again: every file is written whole or not at all, and the rest follows.';

/** What the machine may refuse, by the code of the error (errno(3)). */
const refusals: Readonly<Record<string, readonly [what: string, how: string]>> = {
  ENOSPC: ['The disk is full.', `Make room, ${again}`],
  EDQUOT: ['Your share of the disk is used up.', `Make room, ${again}`],
  EFBIG: ['The file would be larger than may be.', `Raise the limit ("ulimit -f"), ${again}`],
  EROFS: [
    'The file system may only be read.',
    `Work in a copy that may be written, or name another folder for temporary files (TMPDIR), ${again}`,
  ],
  EACCES: [
    'Permission is denied.',
    `Give yourself the right to read and write there, or name another folder for temporary files (TMPDIR), ${again}`,
  ],
  EPERM: ['The operation is not permitted.', `Give yourself the right to read and write there, ${again}`],
  EMFILE: ['Too many files are open.', `Raise the limit ("ulimit -n"), ${again}`],
  ENFILE: ['Too many files are open on this machine.', `End other programs, ${again}`],
  ENOMEM: ['The memory is full.', `End other programs, ${again}`],
  EIO: ['The disk cannot be read or written.', 'Look at the disk ("dmesg").'],
};

/** What an error of the machine means for a person: a full disk, a right that is missing; undefined for a fault of the program. */
export function machineLines(error: unknown): { readonly what: string; readonly where: string; readonly how: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', syscall, path } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return machineLines(error.cause);
  if (code === 'ENOENT' && syscall.startsWith('spawn '))
    return {
      what: 'A program that is needed is not there.',
      where: syscall.slice('spawn '.length),
      how: 'Install it, and have it on PATH.',
    };
  // What is to be temporary and has no folder.
  if (['ENOENT', 'ENOTDIR'].includes(code) && syscall === 'mkdtemp')
    return { what: 'There is no folder for temporary files.', where: path ?? 'TMPDIR', how: 'Name one that is there: TMPDIR=<folder>.' };
  if (['ENOTDIR', 'EEXIST'].includes(code) && syscall === 'mkdir')
    return { what: 'A file stands where a folder is to be.', where: path ?? syscall, how: 'Move it away, and run the same command again.' };
  // Of a file system that may only be read, Node 24 says no more of a folder with parents.
  if (code === 'ENOENT' && syscall === 'mkdir')
    return { what: 'The folder cannot be made.', where: path ?? syscall, how: refusals['EROFS']?.[1] ?? '' };
  const refusal = Object.hasOwn(refusals, code) ? refusals[code] : undefined;
  if (refusal === undefined) return undefined;
  return { what: refusal[0], where: path === undefined || path === '' ? syscall : path, how: refusal[1] };
}
