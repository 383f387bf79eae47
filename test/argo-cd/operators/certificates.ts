import { listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { condition, namespaceOf, type View } from './view.ts';

/** Seconds that an authority takes. */
const issuing = 3;

/**
 * Stands in for cert-manager 1.21: an authority whose Secret is missing is not ready; a certificate of a ready issuer gets its Secret,
 * and so does each listener of a Gateway that names an issuer.
 */
export function issueCertificates(view: View): void {
  if (!view.runs('cert-manager') || !view.runs('cert-manager-webhook')) return;
  for (const issuer of [...view.all('cert-manager.io/Issuer'), ...view.all('cert-manager.io/ClusterIssuer')]) {
    const secret = textAt(issuer, 'spec', 'ca', 'secretName');
    const isMissing = secret !== undefined && view.find('/Secret', namespaceOf(issuer), secret) === undefined;
    const said = isMissing
      ? condition('Ready', 'False', 'ErrGetKeyPair', `secret "${secret}" not found`)
      : condition('Ready', 'True', 'KeyPairVerified', 'ready');
    view.report(issuer, { conditions: [said] });
  }
  for (const certificate of view.all('cert-manager.io/Certificate')) {
    const name = textAt(certificate, 'spec', 'secretName') ?? '';
    const isReady = isIssuerReady(
      view,
      namespaceOf(certificate),
      textAt(certificate, 'spec', 'issuerRef', 'kind'),
      textAt(certificate, 'spec', 'issuerRef', 'name'),
    );
    if (view.find('/Secret', namespaceOf(certificate), name) !== undefined) {
      view.report(certificate, { conditions: [condition('Ready', 'True', 'Ready', 'Certificate is up to date and has not expired')] });
    } else if (isReady && view.age(certificate) >= issuing) {
      view.make(tlsSecret(namespaceOf(certificate), name));
    } else {
      const conditions = [
        condition('Ready', 'False', 'DoesNotExist', 'Issuing certificate'),
        condition('Issuing', 'True', 'DoesNotExist', 'Issuing certificate'),
      ];
      view.report(certificate, { conditions });
    }
  }
  for (const gateway of view.all('gateway.networking.k8s.io/Gateway')) {
    const issuer = textAt(gateway, 'metadata', 'annotations', 'cert-manager.io/cluster-issuer');
    if (issuer === undefined || !isIssuerReady(view, '', 'ClusterIssuer', issuer) || view.age(gateway) < issuing) continue;
    for (const name of certificatesOf(gateway)) {
      if (view.find('/Secret', namespaceOf(gateway), name) === undefined) view.make(tlsSecret(namespaceOf(gateway), name));
    }
  }
}

/** Names of the Secrets that the listeners of a Gateway show. */
export function certificatesOf(gateway: Fields): readonly string[] {
  return listAt(gateway, 'spec', 'listeners').flatMap((listener) =>
    listAt(listener, 'tls', 'certificateRefs').flatMap((reference) => textAt(reference, 'name') ?? []),
  );
}

function isIssuerReady(view: View, namespace: string, kind: string | undefined, name = ''): boolean {
  const issuer =
    kind === 'ClusterIssuer' ? view.find('cert-manager.io/ClusterIssuer', '', name) : view.find('cert-manager.io/Issuer', namespace, name);
  return listAt(issuer, 'status', 'conditions').some((entry) => textAt(entry, 'type') === 'Ready' && textAt(entry, 'status') === 'True');
}

function tlsSecret(namespace: string, name: string): Fields {
  const stringData = { 'tls.crt': '-', 'tls.key': '-', 'ca.crt': '-' };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'kubernetes.io/tls', stringData };
}
