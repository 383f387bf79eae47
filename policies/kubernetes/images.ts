import type { Container } from '../model.ts';

/** An image reference in its parts; a part that is not written is undefined. */
export interface Image {
  /** `registry.example.com:5000`; undefined when the reference names none (Docker Hub is then meant). */
  readonly registry: string | undefined;
  /** `erp/financial-service` */
  readonly repository: string;
  readonly tag: string | undefined;
  /** `sha256:...` */
  readonly digest: string | undefined;
}

/**
 * Takes an image reference apart (grammar of distribution/reference). The first component is a registry only when it
 * has a dot, a colon or a capital letter or is `localhost`; a colon is a tag only after the last slash.
 */
export function parseImage(reference: string): Image {
  const [name = '', digest] = splitOnce(reference, '@');
  const slash = name.lastIndexOf('/');
  const colon = name.lastIndexOf(':');
  const hasTag = colon > slash;
  const tag = hasTag ? name.slice(colon + 1) : undefined;
  const path = hasTag ? name.slice(0, colon) : name;
  const [first = '', rest] = splitOnce(path, '/');
  const hasRegistry = rest !== undefined && (/[.:A-Z]/.test(first) || first === 'localhost');
  return { registry: hasRegistry ? first : undefined, repository: hasRegistry ? rest : path, tag, digest };
}

const registryPattern = /^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
const repositoryPattern = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;

/** Whether a container runtime takes the registry, repository and tag of a reference; the digest is not looked at. */
export function isImageName(reference: string): boolean {
  const { registry, repository, tag } = parseImage(reference);
  return (registry === undefined || registryPattern.test(registry)) && repositoryPattern.test(repository) && (!tag || tagPattern.test(tag));
}

/** What is wrong with how a reference is pinned, `has no digest`; undefined for one by the digest that runtimes and signatures use. */
export function unpinned(reference: string): string | undefined {
  const { digest } = parseImage(reference);
  if (digest === undefined) return 'has no digest';
  return /^sha256:[0-9a-f]{64}$/.test(digest) ? undefined : `has the digest "${digest}", which is not sha256 with 64 digits`;
}

/** The image of a container as written; undefined when there is none, it is blank or no text. */
export function imageOf(container: Container): string | undefined {
  const image = container.fields['image'];
  return typeof image === 'string' && image.trim() !== '' ? image : undefined;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + separator.length)];
}
