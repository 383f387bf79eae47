import path from 'node:path';
import { errorText } from '../../terminal/errors.ts';
import { kustomizationNames } from '../environments.ts';
import { parseYaml } from '../yaml.ts';
import { blobsOf, filesWithCarriageReturn, NoRepository, type TreeFile, treeFiles, utf8Of } from './git-objects.ts';
import { type Around, type Fault, kustomizationFaults } from './kustomization.ts';
import { isReadByArgo, nameFaults, shownName, type TreeFault } from './names.ts';

/** What Git's index says that no repository of manifests may hold. */
export interface TreeJudgement {
  /** How many entries were looked at; undefined where there is no index. */
  readonly entries: number | undefined;
  /** Every fault in three lines, or what could not be looked at. */
  readonly text: string;
  readonly faults: number;
}

/**
 * Judges what is committed or staged: what lies untracked reaches nobody. Nothing is built, fetched or run for it.
 * @throws UserError with Git's own words when it fails
 */
export function judgeTree(root: string): TreeJudgement {
  try {
    const files = treeFiles(root);
    const faults = allFaults(root, files);
    return { entries: files.length, faults: faults.length, text: faults.map(errorText).join('') };
  } catch (error) {
    if (!(error instanceof NoRepository)) throw error;
    const text =
      'warning  There is no Git index here: links, submodules, names that Argo CD stumbles over, and what kustomize would fetch were NOT looked for.\n';
    return { entries: undefined, faults: 0, text };
  }
}

/**
 * The same as data.
 * @throws NoRepository outside of a repository and without Git
 */
export function treeFaultsOf(root: string): readonly TreeFault[] {
  return allFaults(root, treeFiles(root));
}

function allFaults(root: string, files: readonly TreeFile[]): readonly TreeFault[] {
  return [...treeFaults(files, blobsOf(root, files.filter(isRead))), ...lineEndFaults(root)];
}

/** Texts of the index whose lines end otherwise on another machine; those that Argo CD reads are judged with the rest of their content. */
function lineEndFaults(root: string): readonly TreeFault[] {
  return filesWithCarriageReturn(root)
    .filter((file) => !isReadByArgo(file))
    .map((file) => ({ what: carriageReturn[0], where: shownName(file), how: carriageReturn[1] }));
}

/** Whether the content of a file says how Argo CD builds: everything that it reads. */
export function isRead({ file }: TreeFile): boolean {
  return isReadByArgo(file);
}

/**
 * The faults of a tree, all of them.
 * @param blobs contents of the files that are read, by id
 */
export function treeFaults(files: readonly TreeFile[], blobs: ReadonlyMap<string, Buffer>): readonly TreeFault[] {
  const around = aroundOf(files);
  const contents = files.filter(isRead).flatMap((item): TreeFault[] => {
    const blob = blobs.get(item.id);
    if (blob === undefined) return [];
    return contentFaults(item.file, blob, around).map(([what, how]) => ({ what, where: shownName(item.file), how }));
  });
  return [...nameFaults(files), ...contents];
}

const carriageReturn: Fault = [
  'Lines that end with a carriage return.',
  'Keep "* text=auto eol=lf" in .gitattributes, and run "git add --renormalize .".',
];

function contentFaults(file: string, blob: Buffer, around: Around): readonly Fault[] {
  const text = utf8Of(blob);
  if (text === undefined) return [['A file that is not UTF-8.', 'Write it in UTF-8.']];
  const isKustomization = kustomizationNames.includes(path.posix.basename(file));
  return [
    ...(text.includes('\r') ? [carriageReturn] : []),
    // `config.kubernetes.io/function` and its elder (kyaml v0.20.1, `fn/runtime/runtimeutil`): kustomize runs what it names.
    ...(/config\.(?:kubernetes|k8s)\.io\/function/.test(text)
      ? [['An annotation that makes kustomize run a program or a container.', 'Remove it; describe what you need in generators/.'] as const]
      : []),
    // `reposerver/repository/repository.go` of Argo CD 3.4.7: wherever it stands, also in a value.
    ...(text.includes('+argocd:skip-file-rendering')
      ? [['A mark by which Argo CD leaves the file out, as if nothing were in it.', 'Remove "+argocd:skip-file-rendering".'] as const]
      : []),
    ...(isKustomization ? kustomizationFaults(file, parseYaml(text), around) : []),
  ];
}

function aroundOf(files: readonly TreeFile[]): Around {
  const names = new Set(files.map(({ file }) => file));
  const folders = new Set(
    files
      .map(({ file }) => file)
      .filter((file) => kustomizationNames.includes(path.posix.basename(file)))
      .map((file) => path.posix.dirname(file)),
  );
  return { isFile: (file) => names.has(file), isFolder: (folder) => folders.has(folder) };
}
