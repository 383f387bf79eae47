import { readCodeOwners } from '../../company/code-owners.ts';

/** The owners of a path in a CODEOWNERS file, without their organisation. */
export function ownersOf(codeOwners: string, path: string): readonly string[] {
  return readCodeOwners(codeOwners)
    .approversOf(path)
    .map((owner) => owner.replace(/^@(?:.*\/)?/, ''));
}
