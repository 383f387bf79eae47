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
 * has a dot or a colon or is `localhost`; a colon is a tag only after the last slash.
 */
export function parseImage(reference: string): Image {
  const [name = '', digest] = splitOnce(reference, '@');
  const slash = name.lastIndexOf('/');
  const colon = name.lastIndexOf(':');
  const hasTag = colon > slash;
  const tag = hasTag ? name.slice(colon + 1) : undefined;
  const path = hasTag ? name.slice(0, colon) : name;
  const [first = '', rest] = splitOnce(path, '/');
  const hasRegistry = rest !== undefined && (first.includes('.') || first.includes(':') || first === 'localhost');
  return { registry: hasRegistry ? first : undefined, repository: hasRegistry ? rest : path, tag, digest };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + separator.length)];
}
