import { isProduction } from '../../environments.ts';
import { duration } from '../../kubernetes/durations.ts';
import { secretNames } from '../../kubernetes/edge/certificates-asked.ts';
import { at, fieldsAt, listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Fields, Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: postgres-tls, namespace: erp-infra }
spec:
  secretName: postgres-tls
  dnsNames: [postgres.erp-infra.svc.cluster.local]
  duration: 2160h
  renewBefore: 720h
  usages: [digital signature, key encipherment, server auth]
  privateKey: { algorithm: ECDSA, size: 256 }
  issuerRef: { kind: ClusterIssuer, name: letsencrypt }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec: { acme: { server: "https://acme-v02.api.letsencrypt.org/directory" } }
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { tls: { secretName: postgres-tls } }
`;

const from = 'renewed in time, for servers, by an issuer that clients know';
const failing = (name: string, path: string, value: unknown, message: string) => ({
  name,
  from,
  change: { [`Certificate/postgres-tls > ${path}`]: value },
  problems: [{ on: 'Certificate/postgres-tls', message: `Certificate "postgres-tls" ${message}.`, path }],
});

/** As cert-manager 1.21.1 takes them where nothing is said: 90 days, and renewal when a third is left. */
const defaultHours = 2160;

export default defineRule({
  id: 'limit-certificate-lifetime',
  severity: 'error',
  manual: '2.6, 3.1 (D10, D22)',
  summary: 'Renew every certificate well before it ends, and let it be what its server needs.',
  rationale:
    'A certificate that is renewed ever again floods its issuer until this refuses; one that is renewed too late stops every client at once. ' +
    'Without the usage of a server, or from an issuer that nobody trusts, no client takes it.',
  remediation: 'Correct the certificate in generators/platform/data or the issuer in the file of the environment.',
  scope: 'object',
  kinds: ['Certificate', 'ClusterIssuer', 'Issuer'],

  check(manifest, world) {
    const spec = fieldsAt(manifest.fields, 'spec');
    const found = manifest.kind === 'Certificate' ? [...times(spec), ...uses(manifest, spec, world)] : issuer(spec, world);
    return found.map(({ message, path }) => ({ message: `${titleOf(manifest)} ${message}.`, path }));
  },

  examples: {
    pass: [{ name: from, manifests: example }],
    fail: [
      failing('renewed as soon as it is there', 'spec.renewBefore', '2160h', 'is renewed 2160h before it ends, but lives for 2160h only'),
      failing('lives for less than its renewal', 'spec.duration', '24h', 'is renewed 720h before it ends, but lives for 24h only'),
      failing('renewed at the last moment', 'spec.renewBefore', '5m', 'is renewed 5m before it ends, less than a day'),
      failing(
        'for ten years',
        'spec.duration',
        '87600h',
        'lives for 87600h, longer than 825 days: clients refuse it, and a stolen key is good for as long',
      ),
      failing(
        'for clients only',
        'spec.usages',
        ['client auth'],
        'is shown by a server (postgresql "postgres"), but is not for "server auth"',
      ),
      failing('an authority of its own', 'spec.isCA', true, 'may sign others, but is shown by a server (postgresql "postgres")'),
      failing('a short key', 'spec.privateKey', { algorithm: 'RSA', size: 1024 }, 'has a key of 1024 bits'),
      failing('no names', 'spec.dnsNames', [], 'has no name'),
      failing(
        'one key for ever',
        'spec.privateKey.rotationPolicy',
        'Never',
        'keeps its key when it is renewed: one that was stolen is good for ever',
      ),
      {
        name: 'an issuer for trying out',
        from,
        change: { 'ClusterIssuer/letsencrypt > spec.acme.server': 'https://acme-staging-v02.api.letsencrypt.org/directory' },
        problems: [
          {
            on: 'ClusterIssuer/letsencrypt',
            message:
              'ClusterIssuer "letsencrypt" asks "https://acme-staging-v02.api.letsencrypt.org/directory", whose certificates no client trusts.',
            path: 'spec.acme.server',
          },
        ],
      },
      failing(
        'a Secret that nobody reads',
        'spec.secretName',
        'postgres-tls-old',
        'is kept in the Secret "postgres-tls-old", which nothing reads',
      ),
    ],
  },
});

function times(spec: Fields): readonly Problem[] {
  const [asked, renewed] = [textAt(spec, 'duration'), textAt(spec, 'renewBefore')];
  const life = duration(asked) ?? defaultHours * 3600;
  const before = duration(renewed);
  const percentage = numberAt(spec, 'renewBeforePercentage');
  return [
    ...(before !== undefined && before >= life
      ? [
          {
            message: `is renewed ${renewed} before it ends, but lives for ${asked ?? `${defaultHours}h`} only`,
            path: asked === undefined || life === defaultHours * 3600 ? 'spec.renewBefore' : 'spec.duration',
          },
        ]
      : []),
    ...(before !== undefined && before < life && before < 86_400 && life > 172_800
      ? [{ message: `is renewed ${renewed} before it ends, less than a day`, path: 'spec.renewBefore' }]
      : []),
    ...(percentage !== undefined && (percentage <= 0 || percentage >= 100)
      ? [{ message: `is renewed when ${percentage} percent of its life are left`, path: 'spec.renewBeforePercentage' }]
      : []),
    ...(life > 825 * 86_400 && at(spec, 'isCA') !== true
      ? [
          {
            message: `lives for ${asked}, longer than 825 days: clients refuse it, and a stolen key is good for as long`,
            path: 'spec.duration',
          },
        ]
      : []),
  ];
}

function uses(manifest: Manifest, spec: Fields, world: World): readonly Problem[] {
  const secret = textAt(spec, 'secretName') ?? '';
  const server = serversOf(world, manifest.namespace).find(({ names }) => names.includes(secret))?.server;
  const usages = listAt(spec, 'usages');
  const [algorithm, size] = [textAt(spec, 'privateKey', 'algorithm') ?? 'RSA', numberAt(spec, 'privateKey', 'size')];
  const names = ['dnsNames', 'ipAddresses', 'uris', 'emailAddresses', 'otherNames'].flatMap((field) => listAt(spec, field));
  return [
    ...(names.length === 0 && textAt(spec, 'commonName') === undefined && textAt(spec, 'literalSubject') === undefined
      ? [{ message: 'has no name', path: 'spec.dnsNames' }]
      : []),
    ...(algorithm === 'RSA' && size !== undefined && size < 2048
      ? [{ message: `has a key of ${size} bits`, path: 'spec.privateKey' }]
      : []),
    // An authority that changed its key would no longer be the one that clients know.
    ...(textAt(spec, 'privateKey', 'rotationPolicy') === 'Never' && at(spec, 'isCA') !== true
      ? [{ message: 'keeps its key when it is renewed: one that was stolen is good for ever', path: 'spec.privateKey.rotationPolicy' }]
      : []),
    ...(server !== undefined && usages.length > 0 && !usages.includes('server auth')
      ? [{ message: `is shown by a server (${server}), but is not for "server auth"`, path: 'spec.usages' }]
      : []),
    ...(server !== undefined && at(spec, 'isCA') === true
      ? [{ message: `may sign others, but is shown by a server (${server})`, path: 'spec.isCA' }]
      : []),
    ...(server === undefined && serversOf(world, manifest.namespace).length > 0 && !isRead(secret, manifest, world)
      ? [{ message: `is kept in the Secret "${secret}", which nothing reads`, path: 'spec.secretName' }]
      : []),
  ];
}

/** Objects that show certificates, with the Secrets that they name. */
function serversOf(world: World, namespace: string): readonly { readonly server: string; readonly names: readonly string[] }[] {
  return ['Kafka', 'postgresql', 'Gateway', 'Ingress'].flatMap((kind) =>
    world
      .ofKind(kind)
      .filter((manifest) => manifest.namespace === namespace)
      .map((manifest) => ({ server: titleOf(manifest), names: secretNames(manifest.fields, 0) })),
  );
}

function isRead(secret: string, own: Manifest, world: World): boolean {
  const name = JSON.stringify(secret);
  return world.manifests.some(
    (manifest) =>
      manifest !== own &&
      manifest.origin?.by !== 'operator' &&
      manifest.kind !== 'ConfigMap' &&
      JSON.stringify(manifest.fields).includes(name),
  );
}

/** Servers of ACME whose certificates no client trusts (Let's Encrypt, "Staging Environment"). */
const untrusted = /acme-staging|pebble|\bstaging\b/;

function issuer(spec: Fields, world: World): readonly Problem[] {
  const server = textAt(spec, 'acme', 'server');
  if (server === undefined) return [];
  return [
    ...(isProduction(world) && untrusted.test(server)
      ? [{ message: `asks "${server}", whose certificates no client trusts`, path: 'spec.acme.server' }]
      : []),
    ...(server.startsWith('https://') ? [] : [{ message: `asks "${server}" without TLS`, path: 'spec.acme.server' }]),
    ...(at(spec, 'acme', 'skipTLSVerify') === true
      ? [{ message: 'does not look whom it asks for certificates', path: 'spec.acme.skipTLSVerify' }]
      : []),
  ];
}
