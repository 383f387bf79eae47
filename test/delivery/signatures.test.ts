import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { serviceRepository } from '../../generators/delivery/service-repository.ts';
import { instancesOf } from '../../generators/model/instance.ts';
import type { CustomResource } from '../../generators/model/object.ts';
import { anySignerOf, signersOf } from '../../generators/model/platform/signing.ts';
import { imagePolicies } from '../../generators/platform/access/image-policies.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { present } from '../support/mutations/mutation.ts';

interface Identity {
  readonly issuer: string;
  readonly subjectRegExp: string;
}

interface Policy {
  readonly mode: string;
  readonly images: readonly { readonly glob: string }[];
  readonly authorities: readonly {
    readonly keyless?: { readonly identities: readonly Identity[] };
    readonly attestations?: readonly { readonly predicateType: string }[];
    readonly static?: { readonly action: string };
  }[];
}

interface Workflow {
  readonly on: { readonly push: { readonly tags: readonly string[] } };
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: Readonly<Record<string, string>>; readonly steps: readonly { readonly run?: string }[] }>
  >;
}

const catalog = await loadCatalog('.');
const platform = catalog.platform.value;
const instances = instancesOf(catalog);
const specOf = (policy: CustomResource) => policy['spec'] as unknown as Policy;
const policiesIn = (name: string) => {
  const { value } = present(catalog.environments.find((entry) => entry.value.name === name));
  const own = instances.filter(({ environment }) => environment.name === name);
  return [...imagePolicies(value, platform, own).values()].flat();
};

/** A filter of GitHub's for tags as an expression ("Filter pattern cheat sheet"): sets and repetitions are as here, a dot is a dot. */
const tagPattern = (filter: string) => new RegExp(`^${filter.replaceAll('.', '\\.')}$`);
const tags = ['v1.4.2', 'v10.20.30', 'v0.0.1', 'v1.4.2-rc.1', 'v1x4x2', '1.4.2', 'v1.4', 'v1.4.2.3', 'release', 'v1.4.2\nv1.4.2'];

describe.each(catalog.services.map(({ value }) => value.name))('the signature of %s', (service) => {
  const files = serviceRepository({ service, environment: 'dev', platform });
  const file = present(files.find(({ path }) => path.startsWith('.github/workflows/')));
  const workflow = load(file.text) as Workflow;
  const [filter = ''] = workflow.on.push.tags;
  const policies = policiesIn('production').filter((policy) =>
    specOf(policy).images.some(({ glob }) => glob.startsWith(`${platform.imageRepository}/${service}@`)),
  );
  const identities = policies.flatMap((policy) => specOf(policy).authorities.flatMap(({ keyless }) => keyless?.identities ?? []));
  const accepted = (subject: string) => identities.every(({ subjectRegExp }) => new RegExp(subjectRegExp).test(subject));

  it('is asked for by a policy, and provenance by another', () => {
    expect(policies.map(({ metadata }) => metadata.name)).toEqual([`${service}-signature`, `${service}-provenance`]);
    expect(identities.length).toBeGreaterThan(1);
  });

  it.each(platform.signing.repositories)('is taken of its own workflow in %s, at the tags that start it and at no other', (repository) => {
    const taken = tags.filter((tag) => accepted(`${repository}/${file.path}@refs/tags/${tag}`));
    expect(taken).toEqual(tags.filter((tag) => tagPattern(filter).test(tag)));
    expect(taken).toEqual(['v1.4.2', 'v10.20.30', 'v0.0.1']);
  });

  it('is taken of nobody else', () => {
    const [repository = ''] = platform.signing.repositories;
    const others = [
      `${repository}/${file.path}@refs/heads/main`,
      `${repository}/.github/workflows/release-other-service.yml@refs/tags/v1.0.0`,
      `${repository}/.github/workflows/test.yml@refs/tags/v1.0.0`,
      `${repository}x/${file.path}@refs/tags/v1.0.0`,
      `${repository.replace('example-erp', 'somebody')}/${file.path}@refs/tags/v1.0.0`,
      `${repository.replaceAll('.', 'x')}/${file.path}@refs/tags/v1.0.0`,
      `https://evil.example.com/?${repository}/${file.path}@refs/tags/v1.0.0`,
      `${repository}/${file.path}@refs/tags/v1.0.0/..`,
    ];
    expect(others.filter(accepted)).toEqual([]);
  });

  it("comes with the token of the host that the workflow's repository is on", () => {
    expect([...new Set(identities.map(({ issuer }) => issuer))]).toEqual(['https://token.actions.githubusercontent.com']);
    expect(platform.signing.repositories.filter((repository) => !repository.startsWith('https://github.com/'))).toEqual([]);
    expect(present(workflow.jobs['image']).permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  });

  it('and the provenance are made by the workflow, of the digest that it pushed, and verified there as the policies do', () => {
    const runs = present(workflow.jobs['image']).steps.flatMap(({ run }) => run ?? []);
    const predicates = policies.flatMap((policy) =>
      specOf(policy).authorities.flatMap(({ attestations = [] }) => attestations.map(({ predicateType }) => predicateType)),
    );
    const [predicate = ''] = predicates;
    const { issuer, subject } = anySignerOf(platform.signing, service);
    expect(predicates).toEqual(['https://slsa.dev/provenance/v1']);
    expect(runs.filter((run) => run.includes('cosign sign'))).toEqual(['cosign sign --yes "$IMAGE@$DIGEST"']);
    const attest = present(runs.find((run) => run.includes('cosign attest')));
    expect(attest).toContain(`test "$PREDICATE_TYPE" = ${predicate}`);
    expect(attest).toMatch(/cosign attest --yes --type "\$PREDICATE_TYPE" .*"\$IMAGE@\$DIGEST"/);
    const verify = present(runs.find((run) => run.includes('cosign verify')));
    expect(verify).toContain(`--certificate-oidc-issuer '${issuer}' --certificate-identity-regexp '${subject}'`);
    expect(verify).toMatch(new RegExp(`verify-attestation .* --type ${predicate.replaceAll('.', '\\.')} "\\$IMAGE@\\$DIGEST"`));
  });
});

it('several repositories are alternatives, to the clusters and to cosign', () => {
  const signing = { issuer: 'https://i', repositories: ['https://h/o/one', 'https://h/o/two.three'] };
  const path = '.github/workflows/release-web.yml@refs/tags/v1.0.0';
  const subjects = ['https://h/o/one', 'https://h/o/two.three', 'https://h/o/twoxthree', 'https://h/o/on'].map((name) => `${name}/${path}`);
  const any = new RegExp(anySignerOf(signing, 'web').subject);
  const each = signersOf(signing, 'web').map(({ subject }) => new RegExp(subject));
  expect(subjects.filter((subject) => any.test(subject))).toEqual(subjects.slice(0, 2));
  expect(subjects.filter((subject) => each.some((one) => one.test(subject)))).toEqual(subjects.slice(0, 2));
});

it.each([
  ['dev', 'warn'],
  ['test', 'warn'],
  ['staging', 'enforce'],
  ['production', 'enforce'],
])('in %s policies say %s, and the shell of people on call passes with its reason', (environment, mode) => {
  const policies = policiesIn(environment);
  expect([...new Set(policies.map((policy) => specOf(policy).mode))]).toEqual([mode]);
  const accepted = policies.filter((policy) => specOf(policy).authorities.some((authority) => authority.static?.action === 'pass'));
  expect(accepted.map(({ metadata }) => [metadata.name, Object.keys(metadata.annotations ?? {})])).toEqual([
    ['break-glass-accepted', ['erp.example.com/accepted-because']],
  ]);
});
