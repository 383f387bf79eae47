import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type ParsedDocument, type ParsedYaml, parseYaml, type YamlProblem } from './yaml.ts';

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
  const parse = (file: string) => {
    const known = parsed.get(file) ?? parseYaml(sources.text(file) ?? '');
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
          texts.set(file, readFileSync(path.join(root, file), 'utf8'));
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
