import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { declaredName } from '../../model/environment/place.ts';
import type { Instance } from '../../model/instance.ts';
import type { CustomResource } from '../../model/object.ts';
import { ownKey } from '../../model/platform/own-keys.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { certificateAuthority, provenance, signersOf } from '../../model/platform/signing.ts';
import { isIn } from '../../model/service/way-out.ts';
import { ownImages } from '../own-claims.ts';
import { breakGlassImage } from '../shell-image.ts';

/** Why an image runs without a signature of a release workflow. */
const reasonAnnotation = ownKey('accepted-because');

/**
 * Whose word each image of the services' namespace needs (policy-controller 0.13.1). Authorities of one policy are alternatives, policies
 * about one image must all be satisfied: so signature and provenance are a policy each. What is not ours to sign is let through
 * by name, with its reason; what no policy is about is refused where signatures are enforced.
 * @returns by the folder of the first service that runs the image; what is of the platform, or of services without a folder, by undefined
 */
export function imagePolicies(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): ReadonlyMap<string | undefined, readonly CustomResource[]> {
  const { imageRepository } = platform;
  const shell = breakGlassImage(platform).name;
  const own = instances.flatMap(({ service }) =>
    (service.objects ?? [])
      .filter((object) => isIn(object, declaredName(environment)))
      .flatMap(({ object, because }) => ownImages(object).map((image) => ({ name: nameOf(image), folder: service.folder, because }))),
  );
  const drawn = instances.flatMap(({ imageName, service: { companions = {}, folder } }) =>
    [imageName, ...Object.values(companions).map(({ image }) => `${imageRepository}/${image}`)].map((name) => ({ name, folder })),
  );
  const folders = new Map([...drawn, ...own].toReversed().map(({ name, folder }) => [name, folder]));
  const isOurs = (name: string) => name.startsWith(`${imageRepository}/`) && name !== shell;
  const others = new Map(own.filter(({ name }) => !isOurs(name) && name !== shell).map(({ name, because }) => [name, because]));
  const policies = [
    ...[...folders.keys()]
      .filter(isOurs)
      .sort()
      .flatMap((name) => [signaturePolicy, provenancePolicy].map((made) => ({ name, policy: made(name, environment, platform) }))),
    {
      name: shell,
      policy: accepted(
        shell,
        environment,
        platform,
        'The shell of people on call is built beside the platform, not by the release workflow of a service.',
      ),
    },
    ...[...others]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, because]) => ({ name, policy: accepted(name, environment, platform, because) })),
  ];
  const byFolder = Map.groupBy(policies, ({ name }) => (name === shell ? undefined : folders.get(name)));
  return new Map([...byFolder].map(([folder, items]) => [folder, items.map((item) => item.policy)]));
}

function signaturePolicy(image: string, environment: EnvironmentDefinition, platform: PlatformDefinition): CustomResource {
  return policy(`${labelOf(image, platform)}-signature`, image, environment, { authority: releaseWorkflow(image, platform) });
}

function provenancePolicy(image: string, environment: EnvironmentDefinition, platform: PlatformDefinition): CustomResource {
  const attestations = [{ name: 'provenance', predicateType: provenance }];
  return policy(`${labelOf(image, platform)}-provenance`, image, environment, {
    authority: { ...releaseWorkflow(image, platform), attestations },
  });
}

/**
 * With all that the controller would add by itself, so that Argo CD sees no difference. No log is named: then the proof of it that lies
 * beside the signature is checked with the log's key, and admission does not wait for the log (rekorClientAndKeysFromAuthority).
 */
function releaseWorkflow(image: string, { signing }: PlatformDefinition) {
  const identities = signersOf(signing, image);
  return {
    name: 'release-workflow',
    keyless: { url: certificateAuthority, identities: identities.map(({ issuer, subject }) => ({ issuer, subjectRegExp: subject })) },
  };
}

function accepted(image: string, environment: EnvironmentDefinition, platform: PlatformDefinition, reason: string): CustomResource {
  const authority = { name: 'accepted', static: { action: 'pass' } };
  return policy(`${labelOf(image, platform)}-accepted`, image, environment, { authority, annotations: { [reasonAnnotation]: reason } });
}

function policy(
  name: string,
  image: string,
  { signatures }: EnvironmentDefinition,
  { authority, annotations }: { readonly authority: object; readonly annotations?: Readonly<Record<string, string>> },
): CustomResource {
  return {
    apiVersion: 'policy.sigstore.dev/v1beta1',
    kind: 'ClusterImagePolicy',
    metadata: { name, ...(annotations !== undefined && { annotations }) },
    // The whole reference is compared, and a tag is left out where there is a digest.
    spec: { mode: signatures, images: [{ glob: `${image}@sha256:*` }], authorities: [authority] },
  };
}

/** The image of a reference, without tag and digest. */
function nameOf(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

/** An image within the folder of the platform, or else without its registry, as a name of Kubernetes. */
function labelOf(image: string, { imageRepository }: PlatformDefinition): string {
  const short = image.startsWith(`${imageRepository}/`) ? image.slice(imageRepository.length + 1) : image.replace(/^[^/]*[.:][^/]*\//, '');
  return short.replaceAll(/[^a-z0-9-]+/g, '-');
}
