import type { Manifest } from '../../model.ts';
import { at, listAt, textAt } from '../fields.ts';
import { type Made, metadata, nameAt, type Operator, secret } from './operator.ts';

/**
 * The Secret of each Certificate, those of annotated Gateways and Ingresses, with the Certificate that stands between, and the
 * webhook's own certificate. An order by DNS-01 needs no pod.
 */
export const certManager: Operator = {
  name: 'cert-manager',
  readIn: '1.21.1',
  chart: 'cert-manager',
  chartVersion: 'v1.21.1',
  make: (known) => [
    ...known.ofKind('Certificate').flatMap((certificate) => {
      const name = nameAt(certificate.fields, 'spec', 'secretName');
      return name === undefined ? [] : [secret(certificate, name, keysOf(certificate))];
    }),
    ...['Gateway', 'Ingress'].flatMap((kind) => known.ofKind(kind).filter(issuesCertificates).flatMap(ofRoute)),
    ...known
      .ofKind('Deployment')
      .filter(isWebhook)
      .map((webhook) => secret(webhook, `${webhook.name}-ca`, ['tls.crt', 'tls.key', 'ca.crt'])),
  ],
};

const certificateKeys: ReadonlySet<string> = new Set(['tls.crt', 'tls.key', 'ca.crt']);

/** Keystores and other formats add keys of their own. */
function keysOf({ fields }: Manifest): ReadonlySet<string> | undefined {
  return at(fields, 'spec', 'keystores') === undefined && at(fields, 'spec', 'additionalOutputFormats') === undefined
    ? certificateKeys
    : undefined;
}

function isWebhook({ origin, labels }: Manifest): boolean {
  return origin?.by === 'chart' && origin.chart === 'cert-manager' && labels['app.kubernetes.io/component'] === 'webhook';
}

/** Only those of its own namespace: a Certificate makes its Secret beside itself. */
function ofRoute(route: Manifest): readonly Made[] {
  const names = new Map(
    tlsSecretsOf(route)
      .filter(({ namespace }) => namespace === route.namespace)
      .map((item) => [`${item.namespace}/${item.name}`, item]),
  );
  return [...names.values()].map(({ namespace, name }) => ({
    of: route,
    fields: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata(namespace, name),
      data: Object.fromEntries([...certificateKeys].map((key) => [key, ''])),
    },
  }));
}

/** Whether cert-manager makes the TLS secrets of a Gateway or Ingress. */
export function issuesCertificates(manifest: Manifest): boolean {
  return ['cert-manager.io/cluster-issuer', 'cert-manager.io/issuer'].some((key) => (manifest.annotations[key] ?? '') !== '');
}

/** The Secrets that the listeners of a Gateway or the hosts of an Ingress take their certificates from. */
export function tlsSecretsOf(manifest: Manifest): readonly { readonly namespace: string; readonly name: string; readonly path: string }[] {
  if (manifest.kind === 'Ingress') {
    return listAt(manifest.fields, 'spec', 'tls').flatMap((entry, index) => {
      const name = textAt(entry, 'secretName');
      return name === undefined ? [] : [{ namespace: manifest.namespace, name, path: `spec.tls[${index}].secretName` }];
    });
  }
  return listAt(manifest.fields, 'spec', 'listeners').flatMap((listener, index) =>
    listAt(listener, 'tls', 'certificateRefs').flatMap((entry, place) => {
      const name = textAt(entry, 'name');
      if (name === undefined || (textAt(entry, 'kind') ?? 'Secret') !== 'Secret') return [];
      const namespace = textAt(entry, 'namespace') ?? manifest.namespace;
      return [{ namespace, name, path: `spec.listeners[${index}].tls.certificateRefs[${place}].name` }];
    }),
  );
}
