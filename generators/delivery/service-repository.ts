import { pullRequestImage, pullRequestTag, untilLabel } from '../model/environment/pull-requests.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { anySignerOf, provenance, releaseTags, releaseWorkflow } from '../model/platform/signing.ts';
import { metricsPort } from '../model/service/defaults.ts';
import { housePorts } from '../model/service/ports.ts';
import { serviceRepositoryTemplates as templates } from '../templates/service-repo.ts';

/** A file for the repository in which a service is developed. */
export interface RepositoryFile {
  /** Relative to the root of its Cargo workspace. */
  readonly path: string;
  readonly text: string;
}

/** What a service's repository is written from. */
export interface ServiceRepositoryRequest {
  readonly service: string;
  /** Where a new build goes first. */
  readonly environment: string;
  readonly platform: PlatformDefinition;
  /** Whether its pull requests may have environments, for which they build an image; absent: they may not. */
  readonly pullRequests?: boolean;
}

/** The compiler, everywhere (D77), and the plug-in that builds dependencies apart from sources (D85). */
const rust = '1.97.0';
const cargoChef = '0.1.78';
/** Images by digest (D87). The runtime has the C library, OpenSSL 3 and certificates of Debian bookworm, and no shell (R86). */
const builderImage = `rust:${rust}-slim-bookworm@sha256:6d220bf85c74e842a79da63997af8d2e74455c0b8847d8bb3a5888572334991d`;
const runtimeImage = 'gcr.io/distroless/cc-debian12:nonroot@sha256:9dac0a79194e45a7da0158a9c6da57b217585af0786db3845d1f0ec1a0dd182f';

/** Actions by commit, with the release that the commit is (D79, D84). */
const actions = {
  checkout: 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2',
  cache: 'actions/cache@0057852bfaa89a56745cba8c7296529d2fc39830 # v4.3.0',
  buildx: 'docker/setup-buildx-action@e468171a9de216ec08956ac3ada2f0791b6bd435 # v3.11.1',
  login: 'docker/login-action@5e57cd118135c172c3672efd75eb46360885c0ef # v3.6.0',
  build: 'docker/build-push-action@263435318d21b8e681c14492fe198d362a7d2c83 # v6.18.0',
  cosign: 'sigstore/cosign-installer@7e8b541eb2e61bf99390e1afd4be13a184e9ebc5 # v3.10.1',
  // The last release whose folder `predicate` writes provenance without signing it elsewhere.
  provenance: 'actions/attest-build-provenance/predicate@96278af6caaf10aea03fd8d33a09a777ca52d62f # v3.2.0',
  appToken: 'actions/create-github-app-token@bcd2ba49218906704ab6c1aa796996da409d3eb1 # v3.2.0',
} as const;

/** Signatures in the form that policy-controller 0.13.1 looks for: cosign 3 writes another (`--new-bundle-format`) unless it is told otherwise. */
const cosignRelease = 'v2.6.1';

/** Where a service answers unless it says otherwise. */
const ports = { http: housePorts['http']?.number, grpc: housePorts['grpc']?.number, metrics: metricsPort.number };

/** What the image runs as (R87, D88). */
const user = 1000;

/** Dockerfile and release workflow of a service, for the workspace that it is developed in (manual 4.1, 4.2, R79-R89). */
export function serviceRepository({
  service,
  environment,
  platform,
  pullRequests = false,
}: ServiceRepositoryRequest): readonly RepositoryFile[] {
  const image = `${platform.imageRepository}/${service}`;
  const [registry = ''] = image.split('/');
  const signer = anySignerOf(platform.signing, service);
  const facts = {
    service,
    environment,
    image,
    registry,
    ports,
    user,
    rust,
    cargoChef,
    builderImage,
    runtimeImage,
    actions,
    cosignRelease,
    provenance,
    signer,
    releaseTags,
  };
  return [
    { path: '.dockerignore', text: templates.dockerignore(facts) },
    { path: releaseWorkflow(service), text: templates.workflow(facts) },
    ...(pullRequests ? [pullRequestWorkflow(service, image, { ...facts })] : []),
    { path: 'rust-toolchain.toml', text: templates.toolchain(facts) },
    { path: `services/${service}/Dockerfile`, text: templates.dockerfile(facts) },
    { path: `services/${service}/healthcheck.rs`, text: templates.healthcheck(facts) },
  ];
}

/** What builds the image of a pull request, beside those of releases: other credentials write it. */
function pullRequestWorkflow(service: string, name: string, facts: object): RepositoryFile {
  const text = templates.pullRequest({ ...facts, image: pullRequestImage(name), untilLabel, tag: pullRequestTag });
  return { path: `.github/workflows/pull-request-${service}.yml`, text };
}
