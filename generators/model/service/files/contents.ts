import type { MountPath } from '../parts.ts';

/** The content of a file beside the file of the service, by its path from there: `./web-shop/robots.txt`. */
export interface FileFrom {
  readonly from: `./${string}`;
}

/** Where service files lie, and beside them the folders of what they name by `from`. */
export const servicesFolder = 'generators/catalog/services';

/** What a file beside the service files holds: text, or anything else in base64; neither where it is larger than a ConfigMap. */
export interface Content {
  /** Relative to the repository. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly text?: string;
  readonly base64?: string;
}

/** A file of a service, with what it holds. */
export interface HeldFile {
  readonly path: MountPath;
  readonly text?: string;
  readonly base64?: string;
}

/** What of a service file its files depend on. */
interface WithFiles {
  readonly files?: Readonly<Record<MountPath, string | FileFrom>>;
}

/** The files that a service names by `from`, relative to the repository, in the order of its file. */
export function namedContents({ files }: WithFiles): readonly { readonly path: MountPath; readonly file: string }[] {
  return Object.entries(files ?? {}).flatMap(([path, said]) =>
    typeof said === 'string' ? [] : [{ path: path as MountPath, file: `${servicesFolder}/${said.from.slice(2)}` }],
  );
}

/** The files of a service with what they hold; those that are not there are mistakes, told elsewhere, and left out. */
export function heldFiles({ files }: WithFiles, contents: readonly Content[]): readonly HeldFile[] {
  return Object.entries(files ?? {}).flatMap(([name, said]): HeldFile[] => {
    const path = name as MountPath;
    if (typeof said === 'string') return [{ path, text: said }];
    const content = contents.find(({ file }) => file === `${servicesFolder}/${said.from.slice(2)}`);
    if (content?.text !== undefined) return [{ path, text: content.text }];
    return content?.base64 === undefined ? [] : [{ path, base64: content.base64 }];
  });
}
