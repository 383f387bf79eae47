import { kustomizationNames } from '../environments.ts';
import type { TreeFile } from './git-objects.ts';
import type { Fault } from './kustomization.ts';

/** A fault, and where it is. */
export interface TreeFault {
  readonly what: string;
  readonly where: string;
  readonly how: string;
}

/** Folders whose files Argo CD reads: nothing else of the repository runs. */
export const foldersOfArgo: readonly string[] = ['argocd', 'base', 'overlays'];

/** Whether Argo CD reads a file. */
export function isReadByArgo(file: string): boolean {
  return foldersOfArgo.some((folder) => file.startsWith(`${folder}/`));
}

/** A name as it is printed: in one line, with nothing unseen in it. */
export function shownName(file: string): string {
  return JSON.stringify(file)
    .slice(1, -1)
    .replace(/\p{C}/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** What names and modes alone say: links, submodules, files that Argo CD heeds, names that one disk takes for another. */
export function nameFaults(files: readonly TreeFile[]): readonly TreeFault[] {
  const faults = new Map<string, TreeFault>();
  const names = new Map<string, string>();
  const kustomizations = new Map<string, string>();
  const add = (file: string, fault: Fault | undefined) => {
    if (fault !== undefined) faults.set(`${file}\n${fault[0]}`, { what: fault[0], where: shownName(file), how: fault[1] });
  };
  for (const { mode, file, isUtf8 } of files) {
    if (!isUtf8) add(file, ['A name that is not UTF-8: it is another one on every machine.', 'Rename it.']);
    add(file, faultOfMode(mode));
    add(file, faultOfName(file));
    for (let end = file.indexOf('/'); ; end = file.indexOf('/', end + 1)) {
      const name = end < 0 ? file : file.slice(0, end);
      const key = name.normalize('NFC').toLowerCase();
      const other = names.get(key) ?? name;
      names.set(key, other);
      if (other !== name) add(name, [`The name differs from "${other}" by case or Unicode form only.`, 'Rename one of them.']);
      if (end < 0) break;
    }
    const base = file.slice(file.lastIndexOf('/') + 1);
    if (!kustomizationNames.includes(base)) continue;
    const folder = file.slice(0, -base.length);
    const first = kustomizations.get(folder);
    if (first === undefined) kustomizations.set(folder, file);
    else if (first !== file) add(file, [`A second kustomization beside "${first}": kustomize refuses the folder.`, 'Remove one of them.']);
  }
  return [...faults.values()];
}

function faultOfMode(mode: string): Fault | undefined {
  // `util/app/path/path.go` of Argo CD 3.4.4: one link that is absolute or leaves the checkout refuses it for every Application.
  if (mode === '120000') return ['A symbolic link: Argo CD refuses a repository with one that leaves it.', 'Commit the file itself.'];
  if (mode === '160000') return ['A submodule: Argo CD would fetch it with every Application.', 'Remove it with "git rm --cached".'];
  return undefined;
}

/** What Argo CD is told is plain YAML, one kind of file: it reads JSON as well, and builds a folder otherwise for what else lies in it. */
function faultOfTold(file: string, base: string): Fault | undefined {
  if (kustomizationNames.some((name) => name.toLowerCase() === base.toLowerCase())) {
    return ['Argo CD builds the folder by kustomize for this file, and applies what that lists alone.', 'Remove it.'];
  }
  if (base.endsWith('.yaml')) return undefined;
  return [`A file of argocd/ that is no ".yaml": nothing writes one, and Argo CD reads some of them.`, `Remove "${shownName(file)}".`];
}

function faultOfName(file: string): Fault | undefined {
  const base = file.slice(file.lastIndexOf('/') + 1);
  if (/(?:^|\/)(?:\.{0,2}|\.git)(?:\/|$)/i.test(file)) return ['A name that leads elsewhere than it says.', 'Rename it.'];
  if (/[\p{Cc}\p{Cf}\u2028\u2029\\]/u.test(file))
    return ['A name with a line end, a backslash or a character that nobody sees.', 'Rename it.'];
  if (base.toLowerCase() === '.gitmodules') return ['Argo CD fetches the submodules that it names.', 'Remove it.'];
  if (/^\.argocd-source.*\.ya?ml$/i.test(base)) {
    return [
      'Argo CD lets this file replace the source of an Application, images included.',
      'Remove it; describe the change in generators/.',
    ];
  }
  // `util/app/discovery/discovery.go` of Argo CD 3.4.7 looks at how a name ends: MyChart.yaml makes a chart of the folder, too.
  if (isReadByArgo(file) && /chart\.ya?ml$|sonnet$/i.test(base)) {
    return ['Argo CD could build the folder by Helm or Jsonnet for this file.', 'Remove it.'];
  }
  if (file.startsWith('argocd/')) return faultOfTold(file, base);
  return undefined;
}
