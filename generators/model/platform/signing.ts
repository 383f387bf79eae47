/**
 * Whose word an image of the services needs before it runs. Sigstore signs with the identity of a workflow: nobody keeps a key, and
 * there is none to lose. The keys by which a signature is checked come from Sigstore's public repository of keys (TUF).
 */
export interface Signing {
  /** Whose tokens say which workflow runs: the OpenID Connect issuer of the host of its repository. */
  readonly issuer: string;
  /** Addresses of the repositories whose release workflows may sign: `https://github.com/example-erp/erp-services`. */
  readonly repositories: readonly string[];
  /** Private addresses at which the controller finds the registry, or the mirror, by HTTPS; absent: both are on the Internet. */
  readonly reaches?: readonly string[];
  /** Mirror of Sigstore's repository of keys; absent: the public one. */
  readonly mirror?: string;
}

/** Sigstore's authority for certificates of workflows. */
export const certificateAuthority = 'https://fulcio.sigstore.dev';

/** What the release workflow attests (SLSA 1.0, provenance). */
export const provenance = 'https://slsa.dev/provenance/v1';

/** Label by which the controller looks at a namespace, and its value (policy-controller 0.13.1, chart 0.10.6). */
export const verifiedNamespace = { 'policy.sigstore.dev/include': 'true' } as const;

/** Tags that release, as a filter of GitHub: a dot is a dot, a plus repeats. */
export const releaseTags = 'v[0-9]+.[0-9]+.[0-9]+';

/** Path of the workflow that releases an image, in the repository that the image is built from. */
export function releaseWorkflow(image: string): string {
  return `.github/workflows/release-${image}.yml`;
}

/** One signer: who vouches for it, and its name in the certificate, as a regular expression (RE2) over all of it. */
export interface Signer {
  readonly issuer: string;
  readonly subject: string;
}

/** Who may sign an image, whose name ends with that of the workflow: its own release workflow, at a tag that releases, in each repository. */
export function signersOf({ issuer, repositories }: Pick<Signing, 'issuer' | 'repositories'>, image: string): readonly Signer[] {
  const workflow = releaseWorkflow(image.slice(image.lastIndexOf('/') + 1));
  return repositories.map((repository) => ({
    issuer,
    subject: `^${literal(`${repository}/${workflow}@refs/tags/`)}${releaseTags.replaceAll('.', '\\.')}$`,
  }));
}

/** All signers of an image as one: cosign takes a single expression. */
export function anySignerOf(signing: Pick<Signing, 'issuer' | 'repositories'>, image: string): Signer {
  const bodies = signersOf(signing, image).map(({ subject }) => subject.slice(1, -1));
  return { issuer: signing.issuer, subject: bodies.length === 1 ? `^${bodies[0]}$` : `^(${bodies.join('|')})$` };
}

/** A text as an expression for itself alone. */
function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
