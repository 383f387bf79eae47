import { isUtf8 } from 'node:buffer';
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { directivesIn, type ParsedDocument, type ParsedYaml, parseYaml, type YamlProblem } from './yaml.ts';

/** A file or folder in a folder. */
export type FolderEntry = Pick<Dirent, 'name' | 'isFile' | 'isDirectory' | 'isSymbolicLink'>;

/** The files and folders of a repository, each read and parsed at most once. All paths are relative to the root, with slashes. */
export interface Sources {
  /** Absolute and without symbolic links, or empty. */
  readonly root: string;
  /** The work tree, where these are its files but for some; absent: they are its files. */
  readonly work?: Sources;
  /** The files that are others than those of the work tree; undefined for one that is not there. */
  readonly contents?: ReadonlyMap<string, string | undefined>;
  /** Puts folders where another program can read them; absent: they are there. */
  write?(folders: Iterable<string>): void;
  /** The content of a file; undefined when there is no such file, or it cannot be read. */
  text(file: string): string | undefined;
  /** Why the file that was asked for cannot be read; undefined when it can. */
  failure(file: string): unknown;
  /** The YAML documents of a file; none when it cannot be read. */
  documents(file: string): readonly ParsedDocument[];
  /** Why documents of the file cannot be read as YAML. */
  problems(file: string): readonly YamlProblem[];
  isFolder(file: string): boolean;
  isFile(file: string): boolean;
  /** What a folder holds; nothing when it does not exist. */
  entries(folder: string): readonly FolderEntry[];
}

/**
 * An empty root leaves paths as they are, relative to the working directory or absolute. `given` are texts that are no files,
 * such as standard input.
 */
export function createSources(root: string, given: ReadonlyMap<string, string> = new Map()): Sources {
  const texts = new Map<string, string | undefined>(given);
  const parsed = new Map<string, ParsedYaml>();
  const kinds = new Map<string, 'folder' | 'file' | 'neither'>();
  const failures = new Map<string, unknown>();
  const listings = new Map<string, readonly Dirent[]>();
  const strange = new Map<string, YamlProblem>();
  const parse = (file: string) => {
    const text = sources.text(file) ?? '';
    const problem = strange.get(file);
    const known = parsed.get(file) ?? (problem === undefined ? withDirectives(text) : { documents: [], problems: [problem] });
    parsed.set(file, known);
    return known;
  };
  const kindOf = (file: string) => {
    const known = kinds.get(file) ?? kindOnDisk(path.join(root, file));
    kinds.set(file, known);
    return known;
  };
  const sources: Sources = {
    root,
    text(file) {
      if (!texts.has(file)) {
        try {
          const bytes = readFileSync(path.join(root, file));
          if (!isUtf8(bytes)) strange.set(file, encodingProblem(bytes));
          texts.set(file, bytes.toString('utf8'));
        } catch (cause) {
          texts.set(file, undefined);
          failures.set(file, cause);
        }
      }
      return texts.get(file);
    },
    failure: (file) => failures.get(file),
    documents: (file) => parse(file).documents,
    problems: (file) => parse(file).problems,
    isFolder: (file) => kindOf(file) === 'folder',
    isFile: (file) => kindOf(file) === 'file',
    entries(folder) {
      const known = listings.get(folder) ?? listing(path.join(root, folder));
      listings.set(folder, known);
      return known;
    },
  };
  return sources;
}

function withDirectives(text: string): ParsedYaml {
  const parsed = parseYaml(text);
  const directives = directivesIn(text);
  return directives.length === 0 ? parsed : { ...parsed, problems: [...directives, ...parsed.problems] };
}

/** Kubernetes and kustomize read UTF-8 alone. */
function encodingProblem(bytes: Buffer): YamlProblem {
  const fix = 'Save the file as UTF-8.';
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { message: 'The file is written in UTF-16, not in UTF-8.', line: 1, fix };
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const own = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (!isUtf8(own)) {
      const byte = own.findIndex((code, at) => code >= 0x80 && !isUtf8(own.subarray(0, at + 1)) && !isUtf8(own.subarray(0, at + 4)));
      const code = (own[byte === -1 ? 0 : byte] ?? 0).toString(16).toUpperCase().padStart(2, '0');
      return { message: `The file is not written in UTF-8: the line has the byte 0x${code}.`, line, fix };
    }
    if (end === -1) break;
    start = end + 1;
  }
  return { message: 'The file is not written in UTF-8.', line: 1, fix };
}

/** A path with the slashes that kustomization files, findings and Git use on every machine. */
export function slashed(file: string): string {
  return file.split(path.sep).join('/');
}

function kindOnDisk(file: string): 'folder' | 'file' | 'neither' {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isDirectory() === true ? 'folder' : stats?.isFile() === true ? 'file' : 'neither';
}

function listing(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
