import type { Manifest } from '../../../../policies/model.ts';
import { type Mutation, present, type Tree, titleOf } from '../mutation.ts';
import type { Production } from '../production.ts';

/** What each object needs, one wave too late: both ends say which Application tracks them, as in a cluster. */
export default function ({ manifests, ofKind }: Production): readonly Mutation[] {
  const late = (needing: Manifest, needed: Manifest): Mutation => ({
    name: `${titleOf(needing)} comes before ${titleOf(needed)}`,
    rule: 'match-sync-order',
    reported: [titleOf(needing)],
    mutate: (objects) => {
      track(present(objects[manifests.indexOf(needing)]), 'early');
      track(present(objects[manifests.indexOf(needed)]), 'late');
      objects.push(application('early', 0), application('late', 1));
    },
  });
  const [postgres, environment, disks] = [
    ofKind('postgresql', 'postgres'),
    ofKind('ConfigMap', 'postgres-pod-env'),
    ofKind('StorageClass'),
  ].map(([first]) => present(first));
  const services = ofKind('Deployment').filter(({ namespace, name }) => namespace === 'erp-prod' && name.endsWith('-service'));
  return [
    late(present(postgres), present(environment)),
    late(present(postgres), present(disks)),
    ...services.flatMap((service) => [
      late(service, present(ofKind('ServiceAccount', service.name)[0])),
      late(service, present(ofKind('ExternalSecret', `${service.name}-secrets`)[0])),
      late(
        service,
        present(ofKind('NetworkPolicy').find(({ namespace, name }) => namespace === 'erp-prod' && name.startsWith(service.name))),
      ),
    ]),
    ...ofKind('HTTPRoute')
      .filter(({ namespace }) => namespace === 'erp-prod')
      .map((route) => late(route, present(ofKind('Gateway', 'erp-gateway')[0]))),
    ...ofKind('KafkaUser').map((user) => late(user, present(ofKind('Kafka')[0]))),
  ];
}

function track(object: Tree, application: string): void {
  const metadata = object['metadata'] as Tree;
  metadata['annotations'] = { ...(metadata['annotations'] as Tree | undefined), 'argocd.argoproj.io/tracking-id': `${application}:` };
}

function application(name: string, wave: number): Tree {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd', annotations: { 'argocd.argoproj.io/sync-wave': String(wave) } },
  };
}
