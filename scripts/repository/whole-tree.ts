import { execFileSync } from 'node:child_process';
import { errorText } from '../terminal/errors.ts';

/** What Git's index says that no repository of manifests may hold. */
export interface TreeJudgement {
  /** How many entries were looked at; undefined where there is no index. */
  readonly entries: number | undefined;
  /** Every fault in three lines, or what could not be looked at. */
  readonly text: string;
  readonly faults: number;
}

type Fault = readonly [what: string, how: string];

const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
/** Folders whose files Argo CD reads. */
const readByArgo = /^(?:base|overlays|argocd)\//;

/** Judges what is committed or staged: what lies untracked reaches nobody. */
export function judgeTree(root: string): TreeJudgement {
  let listing: string;
  try {
    listing = execFileSync('git', ['ls-files', '-s', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: 'pipe' });
  } catch {
    const text = 'warning  There is no Git index here: links, submodules and names that Argo CD stumbles over were NOT looked for.\n';
    return { entries: undefined, faults: 0, text };
  }
  const faults = treeFaults(listing);
  return { entries: listing.split('\0').length - 1, faults: faults.length, text: faults.map(errorText).join('') };
}

/** The faults of a listing of `git ls-files -s -z`, all of them. */
export function treeFaults(listing: string) {
  const faults = new Map<string, { what: string; where: string; how: string }>();
  const names = new Map<string, string>();
  const kustomizations = new Map<string, string>();
  const add = (file: string, fault: Fault | undefined) => {
    if (fault !== undefined)
      faults.set(`${file}\n${fault[0]}`, { what: fault[0], where: JSON.stringify(file).slice(1, -1), how: fault[1] });
  };
  for (const entry of listing.split('\0').filter((text) => text !== '')) {
    const tab = entry.indexOf('\t');
    const file = entry.slice(tab + 1);
    add(file, faultOfMode(entry.slice(0, 6)));
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

function faultOfName(file: string): Fault | undefined {
  const base = file.slice(file.lastIndexOf('/') + 1);
  if (/\p{Cc}|[\u2028\u2029]/u.test(file)) return ['A name with a line end or a control character.', 'Rename it.'];
  if (base.toLowerCase() === '.gitmodules') return ['Argo CD fetches the submodules that it names.', 'Remove it.'];
  if (/^\.argocd-source.*\.ya?ml$/i.test(base)) {
    return [
      'Argo CD lets this file replace the source of an Application, images included.',
      'Remove it; describe the change in generators/.',
    ];
  }
  if (readByArgo.test(file) && /^chart\.ya?ml$|sonnet$/i.test(base)) {
    return ['Argo CD could build the folder by Helm or Jsonnet for this file.', 'Remove it.'];
  }
  return undefined;
}
