import { ownValue } from '../../company/own-keys.ts';
import type { Fields, Manifest, NamespaceInUse, World } from '../../model.ts';
import { asFields, fieldsAt, listAt, textAt } from '../fields.ts';
import { parseImage } from '../images.ts';
import { perWorld } from '../per-world.ts';
import { labelSelector, matches } from '../selectors.ts';

/** Versions of the chart, and of policy-controller in it, in which what this file says was read. */
export const readInPolicyController: Readonly<Record<string, string>> = { '0.10.6': '0.13.1' };

/** Name of both webhook configurations that look at pods (its flag -webhook-name). */
export const imageWebhook = 'policy.sigstore.dev';

/** What a ClusterImagePolicy asks of an image. */
export interface ImagePolicy {
  readonly manifest: Manifest;
  /** Whether it refuses; else it warns. What it does not say is `enforce` (clusterimagepolicy_defaults.go). */
  readonly enforced: boolean;
  /**
   * What every image that it is about has shown. Authorities are alternatives: one that is satisfied is enough (validator.go,
   * ValidatePolicy), so the weakest counts. `provenance` is a signed attestation; such an authority looks at no other signature.
   */
  readonly shows: 'signature' | 'provenance' | 'nothing';
  readonly authorities: readonly Fields[];
  readonly globs: readonly RegExp[];
}

/** Predicate types of SLSA provenance; the short names mean the first, deprecated version. */
const provenance = /^https:\/\/slsa\.dev\/provenance\/v(1|0\.2)$/;

/** All policies about images. */
export const imagePolicies = perWorld((world) =>
  world.ofKind('ClusterImagePolicy').map((manifest): ImagePolicy => {
    const spec = fieldsAt(manifest.fields, 'spec');
    const authorities = listAt(spec, 'authorities').map((authority) => asFields(authority) ?? {});
    return {
      manifest,
      enforced: (textAt(spec, 'mode') ?? 'enforce') === 'enforce',
      shows: weakest(authorities),
      authorities,
      globs: listAt(spec, 'images').map((image) => globOf(textAt(image, 'glob') ?? '')),
    };
  }),
);

function weakest(authorities: readonly Fields[]): ImagePolicy['shows'] {
  if (authorities.length === 0 || authorities.some((authority) => asFields(authority['static']) !== undefined)) return 'nothing';
  const attested = authorities.every((authority) =>
    listAt(authority, 'attestations').some((attestation) => provenance.test(textAt(attestation, 'predicateType') ?? '')),
  );
  if (attested) return 'provenance';
  return authorities.some((authority) => listAt(authority, 'attestations').length > 0) ? 'nothing' : 'signature';
}

/** Policies about an image, whatever object it is in: one that is narrowed to some kinds or labels does not count. */
export function policiesFor(image: string, world: World): readonly ImagePolicy[] {
  const known = byImage(world);
  const name = nameOf(image);
  const found =
    known.get(name) ??
    [...(byRepository(world).get(name.replace(/@.*$/, '')) ?? []), ...(byRepository(world).get('') ?? [])].filter(
      ({ manifest, globs }) => listAt(manifest.fields, 'spec', 'match').length === 0 && globs.some((glob) => glob.test(name)),
    );
  known.set(name, found);
  return found;
}

const byImage = perWorld(() => new Map<string, readonly ImagePolicy[]>());

/** Policies by the only image that their globs name, whatever its digest; below `''` those that may be about others. */
const byRepository = perWorld((world) =>
  Map.groupBy(imagePolicies(world), ({ manifest }) => {
    const named = listAt(manifest.fields, 'spec', 'images').map((image) => /^([^*@]+)@/.exec(textAt(image, 'glob') ?? '')?.[1] ?? '');
    return new Set(named).size === 1 ? (named[0] ?? '') : '';
  }),
);

/**
 * What a glob is about (pkg/apis/glob): `*` is anything without a slash, `**` anything, and the whole of the reference is compared. The
 * controller refuses one with any other sign than these.
 */
export function globOf(glob: string): RegExp {
  if (!/^[a-zA-Z0-9\-_:/*.@]+$/.test(glob)) return /(?!)/;
  const parts = glob.split('**').map((part) => part.replaceAll('.', '\\.').replaceAll('*', '[^/]*'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/**
 * An image as globs see it. A tag is not part of it where there is a digest; where there is none, the controller's own webhook has put
 * one there before.
 */
export function nameOf(image: string): string {
  const { registry = 'index.docker.io', repository, digest = noDigest } = parseImage(image);
  const isOfficial = registry === 'index.docker.io' && !repository.includes('/');
  return `${registry}/${isOfficial ? 'library/' : ''}${repository}@${digest}`;
}

const noDigest = `sha256:${'0'.repeat(64)}`;

/** Whether the controller looks at what comes into a namespace: a label says so (webhook_validating.yaml of its chart). */
export function isVerified({ manifest }: NamespaceInUse, world: World): boolean {
  return world
    .ofKind('ValidatingWebhookConfiguration')
    .filter(({ name }) => name === imageWebhook)
    .flatMap(({ fields }) => listAt(fields, 'webhooks'))
    .some((webhook) => {
      const selector = labelSelector(fieldsAt(webhook, 'namespaceSelector'));
      return selector !== undefined && matches(selector, manifest.labels);
    });
}

/** Namespaces at which the controller looks, by name. */
export const verifiedNamespaces = perWorld(
  (world) =>
    new Set(world.namespaces.filter((namespace) => namespace.declared && isVerified(namespace, world)).map((namespace) => namespace.name)),
);

/** Why a policy lets an image run that nobody signed, in the words of its author. */
export function acceptedBecause({ annotations }: Manifest): string | undefined {
  const reason = ownValue(annotations, 'accepted-because') ?? '';
  return reason.trim() === '' ? undefined : reason;
}
