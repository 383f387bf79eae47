import type { Company } from '../../company/company.ts';
import { acceptedBecause } from '../../kubernetes/access/image-policies.ts';
import { asFields, at, fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Fields, Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

/** One workflow of one repository at tags: literal signs, and digits where a version has them. RE2 takes `\d` and `[0-9]`. */
const narrow = /^\^https:\/\/(?:[\w/@:-]|\\[.+-])+@refs\/tags\/(?:[\w/:-]|\\[.+-]|\[0-9\]\+|\\d\+)+\$$/;
const exact = /^https:\/\/[^\s*]+@refs\/tags\/[^\s*]+$/;

const subject = '^https://github\\.com/erp/services/\\.github/workflows/release-financial-service\\.yml@refs/tags/v[0-9]+\\.[0-9]+$';
const policy = (authority: string) => `
apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: { name: financial-service, annotations: {} }
spec:
  images: [{ glob: "registry.example.com/erp/financial-service@sha256:*" }]
  authorities:
    - name: release-workflow
${authority}
`;
const keyless = `      keyless:
        url: https://fulcio.sigstore.dev
        identities: [{ issuer: "https://token.actions.githubusercontent.com", subjectRegExp: '${subject}' }]`;
const own = 'ClusterImagePolicy/financial-service';
const title = 'ClusterImagePolicy "financial-service"';
const authority = 'spec.authorities[0]';
const identity = `${authority}.keyless.identities[0]`;
const reason = 'metadata.annotations["erp.example.com/accepted-because"]';

export default defineRule({
  id: 'limit-signer',
  severity: 'error',
  manual: '4.2 (D87)',
  summary: 'Accept a signature of the one release workflow of the image, at tags, and of nobody else.',
  rationale:
    "Everybody gets a certificate of Sigstore's authority: what a signature is worth is who may have made it. An expression without its ends, " +
    'with a wildcard or of another workflow takes a signature that anybody with a repository can make.',
  remediation:
    'Name the issuer in full, and the workflow by an expression from ^https:// to $ in which only the version varies: ' +
    '"signing" in generators/catalog/platform.ts, from which generators/platform/access/image-policies.ts draws it.',
  scope: 'object',
  kinds: ['ClusterImagePolicy'],

  check(manifest, { company: { signing } }) {
    return listAt(manifest.fields, 'spec', 'authorities').flatMap((item, index) =>
      authorityProblems(manifest, asFields(item) ?? {}, `spec.authorities[${index}]`, signing),
    );
  },

  examples: {
    pass: [
      { name: 'the release workflow at its tags', manifests: policy(keyless) },
      {
        name: 'one tag',
        manifests: policy(keyless).replace(
          `subjectRegExp: '${subject}'`,
          'subject: "https://github.com/erp/services/.github/workflows/release-financial-service.yml@refs/tags/v1.0.0"',
        ),
      },
      {
        name: 'accepted, with a reason',
        manifests: policy('      static: { action: pass }').replace(
          'annotations: {}',
          'annotations: { erp.example.com/accepted-because: The shell }',
        ),
      },
    ],
    fail: [
      {
        name: 'anybody, and anybody of a host',
        from: 'the release workflow at its tags',
        change: {
          [`${identity}.subjectRegExp`]: '.*',
          [`${authority}.keyless.identities[1]`]: {
            issuer: 'https://token.actions.githubusercontent.com',
            subjectRegExp: '^https://github\\.com/erp/.*@refs/tags/v1$',
          },
        },
        problems: [
          { on: own, message: `${title} takes a signature of ".*", which is not one workflow at tags.`, path: `${identity}.subjectRegExp` },
          {
            on: own,
            message: `${title} takes a signature of "^https://github\\\\.com/erp/.*@refs/tags/v1$", which is not one workflow at tags.`,
            path: `${authority}.keyless.identities[1].subjectRegExp`,
          },
        ],
      },
      {
        name: 'an expression without its end, and a dot that is any sign',
        from: 'the release workflow at its tags',
        change: { [`${identity}.subjectRegExp`]: subject.slice(0, -1) },
        problems: [
          {
            on: own,
            message: `${title} takes a signature of ${JSON.stringify(subject.slice(0, -1))}, which is not one workflow at tags.`,
            path: `${identity}.subjectRegExp`,
          },
        ],
      },
      {
        name: 'branches',
        from: 'the release workflow at its tags',
        change: { [`${identity}.subjectRegExp`]: subject.replace('refs/tags', 'refs/heads') },
        problems: [
          {
            on: own,
            message: `${title} takes a signature of ${JSON.stringify(subject.replace('refs/tags', 'refs/heads'))}, which is not one workflow at tags.`,
            path: `${identity}.subjectRegExp`,
          },
        ],
      },
      {
        name: 'the workflow of another image',
        from: 'the release workflow at its tags',
        change: { [`${identity}.subjectRegExp`]: subject.replace('financial', 'sales') },
        problems: [
          {
            on: own,
            message: `${title} takes a signature of ${JSON.stringify(subject.replace('financial', 'sales'))}, which does not name "financial-service".`,
            path: `${identity}.subjectRegExp`,
          },
        ],
      },
      {
        name: 'the token of another forge, and the repository of somebody else',
        from: 'the release workflow at its tags',
        change: {
          [`${identity}.issuer`]: 'https://gitlab.com',
          [`${identity}.subjectRegExp`]: subject.replace('/erp/', '/elsewhere/'),
        },
        problems: [
          {
            on: own,
            message: `${title} takes the word of "https://gitlab.com", and workflows of the company have theirs of "https://token.actions.githubusercontent.com".`,
            path: `${identity}.issuer`,
          },
          {
            on: own,
            message: `${title} takes a signature of ${JSON.stringify(subject.replace('/erp/', '/elsewhere/'))}, which is in no repository that signs.`,
            path: `${identity}.subjectRegExp`,
          },
        ],
      },
      {
        name: 'no issuer, and one that is an expression',
        from: 'the release workflow at its tags',
        change: { [`${identity}.issuer`]: undefined, [`${identity}.issuerRegExp`]: 'https://.*' },
        problems: [{ on: own, message: `${title} does not name the issuer of the identity in full.`, path: identity }],
      },
      {
        name: 'no identity',
        from: 'the release workflow at its tags',
        change: { [`${authority}.keyless.identities`]: undefined },
        problems: [
          { on: own, message: `${title} takes a signature of everybody: it has no identities.`, path: `${authority}.keyless.identities` },
        ],
      },
      {
        name: 'no log, and certificates that none saw',
        from: 'the release workflow at its tags',
        change: { [`${authority}.ctlog`]: {}, [`${authority}.keyless.insecureIgnoreSCT`]: true },
        problems: [
          { on: own, message: `${title} names a log without its address: then none is asked.`, path: `${authority}.ctlog` },
          { on: own, message: `${title} takes certificates that no log has seen.`, path: `${authority}.keyless.insecureIgnoreSCT` },
        ],
      },
      {
        name: 'a key',
        from: 'the release workflow at its tags',
        change: { [`${authority}.keyless`]: undefined, [`${authority}.key`]: { kms: 'awskms:///alias/release' } },
        problems: [
          { on: own, message: `${title} takes a signature of a key, which says nothing of what signed.`, path: `${authority}.key` },
        ],
      },
      {
        name: 'accepted without a reason',
        from: 'accepted, with a reason',
        change: { [reason]: ' ' },
        problems: [{ on: own, message: `${title} lets its images run unsigned, and says nowhere why.`, path: `${authority}.static` }],
      },
      {
        name: 'a folder accepted',
        from: 'accepted, with a reason',
        change: { 'spec.images[0].glob': 'registry.example.com/erp/**' },
        problems: [
          {
            on: own,
            message: `${title} lets "registry.example.com/erp/**" run unsigned, which is more than one image.`,
            path: 'spec.images[0].glob',
          },
        ],
      },
    ],
  },
});

function authorityProblems(manifest: Manifest, fields: Fields, path: string, signing: Company['signing']): readonly Problem[] {
  const told = titleOf(manifest);
  const { key, static: accepted, ctlog } = fields;
  if (accepted !== undefined) return textAt(accepted, 'action') === 'fail' ? [] : acceptedProblems(manifest, path);
  if (key !== undefined)
    return [{ message: `${told} takes a signature of a key, which says nothing of what signed.`, path: `${path}.key` }];
  const keyless = fieldsAt(fields, 'keyless');
  const identities = listAt(keyless, 'identities');
  const below = `${path}.keyless.identities`;
  const isBlind = ctlog !== undefined && (textAt(ctlog, 'url') ?? textAt(ctlog, 'trustRootRef') ?? '') === '';
  return [
    ...(identities.length === 0 ? [{ message: `${told} takes a signature of everybody: it has no identities.`, path: below }] : []),
    ...identities.flatMap((identity, index) => identityProblems(manifest, identity, `${below}[${index}]`, signing)),
    ...(isBlind ? [{ message: `${told} names a log without its address: then none is asked.`, path: `${path}.ctlog` }] : []),
    ...(keyless['insecureIgnoreSCT'] === true
      ? [{ message: `${told} takes certificates that no log has seen.`, path: `${path}.keyless.insecureIgnoreSCT` }]
      : []),
  ];
}

function acceptedProblems(manifest: Manifest, path: string): readonly Problem[] {
  const told = titleOf(manifest);
  const wide = listAt(manifest.fields, 'spec', 'images').flatMap((item, index) => {
    const glob = textAt(item, 'glob') ?? '';
    if (!glob.replace(/@sha256:\*$/, '').includes('*')) return [];
    return [{ message: `${told} lets "${glob}" run unsigned, which is more than one image.`, path: `spec.images[${index}].glob` }];
  });
  const silent =
    acceptedBecause(manifest) !== undefined
      ? []
      : [{ message: `${told} lets its images run unsigned, and says nowhere why.`, path: `${path}.static` }];
  return [...silent, ...wide];
}

function identityProblems(manifest: Manifest, identity: unknown, path: string, signing: Company['signing']): readonly Problem[] {
  const told = titleOf(manifest);
  const pattern = at(identity, 'subjectRegExp');
  const name = pattern === undefined ? 'subject' : 'subjectRegExp';
  const signer = textAt(identity, name) ?? '';
  const isNamed = /^https:\/\/\S+$/.test(textAt(identity, 'issuer') ?? '') && at(identity, 'issuerRegExp') === undefined;
  const isNarrow = pattern === undefined ? exact.test(signer) : narrow.test(signer);
  const others = isNarrow ? imagesOf(manifest).filter((image) => !signer.replaceAll('\\', '').includes(image)) : [];
  return [
    ...(isNamed ? [] : [{ message: `${told} does not name the issuer of the identity in full.`, path }]),
    ...(isNarrow
      ? []
      : [{ message: `${told} takes a signature of ${shown(signer)}, which is not one workflow at tags.`, path: `${path}.${name}` }]),
    ...others.map((image) => ({
      message: `${told} takes a signature of ${shown(signer)}, which does not name "${image}".`,
      path: `${path}.${name}`,
    })),
    ...(signing === undefined ? [] : strangers(manifest, { identity, path, ...(isNarrow && { signer, name }) }, signing)),
  ];
}

/** Who is none of those that the company says its images are signed by. */
function strangers(
  manifest: Manifest,
  { identity, path, signer, name = '' }: { identity: unknown; path: string; signer?: string; name?: string },
  { issuer, repositories }: NonNullable<Company['signing']>,
): readonly Problem[] {
  const told = titleOf(manifest);
  const own = textAt(identity, 'issuer');
  const isOurs = signer === undefined || repositories.some((repository) => signer.replace(/^\^|\\/g, '').startsWith(`${repository}/`));
  return [
    ...(own === undefined || own === issuer
      ? []
      : [
          {
            message: `${told} takes the word of ${shown(own)}, and workflows of the company have theirs of ${shown(issuer)}.`,
            path: `${path}.issuer`,
          },
        ]),
    ...(isOurs
      ? []
      : [{ message: `${told} takes a signature of ${shown(signer)}, which is in no repository that signs.`, path: `${path}.${name}` }]),
  ];
}

/** The last part of the names of the images that a policy is about. */
function imagesOf({ fields }: Manifest): readonly string[] {
  return listAt(fields, 'spec', 'images').map((item) => (textAt(item, 'glob') ?? '').replace(/@.*$/, '').replace(/^.*\//, ''));
}
