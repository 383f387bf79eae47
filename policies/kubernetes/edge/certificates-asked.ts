import type { Manifest, World } from '../../model.ts';
import { asText, at, listAt, textAt } from '../fields.ts';
import { findInCluster } from '../objects.ts';
import { perWorld } from '../per-world.ts';

/** A certificate that an object asks an issuer for. */
export interface AskedCertificate {
  readonly issuer: Manifest;
  readonly by: Manifest;
  readonly hosts: readonly string[];
  /** Whether it may sign others. */
  readonly isAuthority: boolean;
  /** Whether a server of the platform shows it: a Gateway, an Ingress, a broker, a database. */
  readonly isServed: boolean;
}

/** Every certificate that a Certificate, or the annotation of a Gateway or an Ingress, asks an issuer of the world for (cert-manager 1.21.1). */
export const certificatesAsked: (world: World) => readonly AskedCertificate[] = perWorld((world) => [
  ...world.ofKind('Certificate').flatMap((by) => {
    const kind = textAt(by.fields, 'spec', 'issuerRef', 'kind') ?? 'Issuer';
    const issuer = issuerOf(world, kind, by.namespace, textAt(by.fields, 'spec', 'issuerRef', 'name'));
    if (issuer === undefined) return [];
    const secret = `${by.namespace}/${textAt(by.fields, 'spec', 'secretName')}`;
    return [
      {
        issuer,
        by,
        hosts: textsOf(listAt(by.fields, 'spec', 'dnsNames')),
        isAuthority: at(by.fields, 'spec', 'isCA') === true,
        isServed: servedSecrets(world).has(secret),
      },
    ];
  }),
  ...['Gateway', 'Ingress'].flatMap((kind) =>
    world.ofKind(kind).flatMap((by) => {
      const { 'cert-manager.io/cluster-issuer': ofCluster, 'cert-manager.io/issuer': own } = by.annotations;
      const issuer = issuerOf(world, ofCluster === undefined ? 'Issuer' : 'ClusterIssuer', by.namespace, ofCluster ?? own);
      return issuer === undefined ? [] : [{ issuer, by, hosts: hostsOf(by), isAuthority: false, isServed: true }];
    }),
  ),
]);

function issuerOf(world: World, kind: string, namespace: string, name: string | undefined): Manifest | undefined {
  if (name === undefined) return undefined;
  return kind === 'ClusterIssuer' ? findInCluster(world, kind, name) : world.find(kind, namespace, name);
}

/** Hosts with a certificate, each once: of listeners that have TLS, or of the TLS of an Ingress. */
function hostsOf({ kind, fields }: Manifest): readonly string[] {
  const hosts =
    kind === 'Ingress'
      ? listAt(fields, 'spec', 'tls').flatMap((entry) => listAt(entry, 'hosts'))
      : listAt(fields, 'spec', 'listeners').flatMap((listener) =>
          listAt(listener, 'tls', 'certificateRefs').length > 0 ? [at(listener, 'hostname')] : [],
        );
  return [...new Set(textsOf(hosts))];
}

function textsOf(values: readonly unknown[]): readonly string[] {
  return values.flatMap((value) => asText(value) ?? []);
}

/** Secrets, by namespace and name, that servers name as that of their certificate. */
const servedSecrets = perWorld(
  (world: World) =>
    new Set(
      ['Kafka', 'postgresql', 'Gateway', 'Ingress'].flatMap((kind) =>
        world.ofKind(kind).flatMap(({ namespace, fields }) => secretNames(fields, 0).map((name) => `${namespace}/${name}`)),
      ),
    ),
);

/** Names of Secrets in the fields of an object that shows certificates. */
export function secretNames(value: unknown, depth: number): readonly string[] {
  if (depth > 12 || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => secretNames(item, depth + 1));
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'secretName' && typeof item === 'string') return [item];
    if (key === 'certificateRefs') return listAt(value, key).flatMap((reference) => textAt(reference, 'name') ?? []);
    return secretNames(item, depth + 1);
  });
}
