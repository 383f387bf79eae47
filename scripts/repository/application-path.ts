/** Whose file it is, below `overlays/` or `base/`. */
export interface PathParts {
  /** Of an overlay; undefined for a base. */
  readonly environment: string | undefined;
  /** Name of the application, which is the last folder; of components, whose bases lie together, the name of the component. */
  readonly application: string;
}

const overlay = /^overlays\/([^/]+)\/(?:[^/]+\/)?([^/]+)\/[^/]+$/;
const base = /^base\/(?:[^/]+\/)?([^/]+)\/[^/]+$/;

/**
 * The application that a file of an overlay, or of a base, lies in: `overlays/<environment>/[<folder>/]<application>/<file>`,
 * `base/[<folder>/]<application>/<file>`. Undefined for the file that lists an environment, and for what lies elsewhere.
 */
export function partsOf(file: string): PathParts | undefined {
  const [, environment, own] = overlay.exec(file) ?? [];
  if (environment !== undefined && own !== undefined) return { environment, application: own };
  const [, component] = base.exec(file) ?? [];
  return component === undefined ? undefined : { environment: undefined, application: component };
}
