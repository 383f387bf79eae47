import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { needsOf } from '../../rollout/needs.ts';
import { describePlace, isThereBy } from '../../rollout/place.ts';

const application = (name: string, wave: number) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd, annotations: { argocd.argoproj.io/sync-wave: "${wave}" } }
`;

const tracked = (name: string) => `annotations: { argocd.argoproj.io/tracking-id: "${name}:" }`;

const database = (wave: number) => `${application('data-layer', 0)}---${application('settings', wave)}---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: postgres, namespace: erp-infra, ${tracked('data-layer')} }
spec:
  template:
    metadata: { labels: { app: postgres } }
    spec: { containers: [{ name: postgres, image: postgres, envFrom: [{ configMapRef: { name: environment } }] }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: environment, namespace: erp-infra, ${tracked('settings')} }
`;

const closed = (wave: number) => `${application('namespaces', -15)}---${application('keda', -10)}---${application('ways', wave)}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: erp-infra, ${tracked('namespaces')} }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: keda, namespace: erp-infra, ${tracked('ways')} }
spec:
  podSelector: { matchLabels: { app: keda } }
  policyTypes: [Egress]
  egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/28 } }], ports: [{ protocol: TCP, port: 443 }] }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: keda, namespace: erp-infra, ${tracked('keda')} }
spec:
  template:
    metadata: { labels: { app: keda } }
    spec: { containers: [{ name: keda, image: keda }] }
`;

const staged = (objectWave: number) => `${application('data-layer', 0)}---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: ca, namespace: erp-infra, ${tracked('data-layer')} }
spec: { ca: { secretName: ca } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: ca
  namespace: erp-infra
  annotations: { argocd.argoproj.io/tracking-id: "data-layer:", argocd.argoproj.io/sync-wave: "${objectWave}" }
spec: { secretStoreRef: { kind: ClusterSecretStore, name: vault }, target: { name: ca } }
`;

const consumer = (wave: number) => `${application('sales-service', 10)}---${application('sales-service-data', wave)}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod, ${tracked('sales-service')} }
spec:
  template:
    metadata: { labels: { app: sales-service } }
    spec:
      containers:
        - name: app
          image: sales
          env: [{ name: KAFKA_SASL_USERNAME, value: sales }, { name: KAFKA_TOPIC_ORDERS, value: orders }]
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: sales, namespace: erp-infra, ${tracked('sales-service-data')} }
spec: { authentication: { type: scram-sha-512 } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: sales-orders, namespace: erp-infra, ${tracked('sales-service-data')} }
spec: { topicName: orders, partitions: 6, replicas: 3 }
`;

export default defineRule({
  id: 'match-sync-order',
  severity: 'error',
  manual: '5.1 (D84), Argo CD: sync waves',
  summary: 'Let whatever an object needs come in its wave or before.',
  rationale:
    'Argo CD begins a wave when all before it are healthy. What waits for something of a later wave never is: the later wave does not come, ' +
    'and a first sync stands still for ever, while a cluster that has everything already shows nothing of it.',
  remediation:
    'Move what is needed into an Application of the same or an earlier wave, or the object that needs it into a later one ' +
    '(generators/applications.ts, syncWave in generators/charts).',
  scope: 'object',
  kinds: '*',
  foreign: true,
  made: true,

  check(manifest, world) {
    const place = world.placeOf(manifest);
    if (place === undefined) return [];
    return needsOf(manifest, world).flatMap(({ what, path, makers }) => {
      const late = makers.flatMap((maker) => lateness(maker, world, (own) => isThereBy(own, place)) ?? []);
      if (makers.length === 0 || late.length < makers.length) return [];
      const brought = [...new Set(late)].sort().join(', or ');
      return [{ message: `${titleOf(manifest)} (${describePlace(place)}) needs ${what}, which comes later: ${brought}.`, path }];
    });
  },

  examples: {
    pass: [
      { name: 'an environment of the same wave', manifests: database(0) },
      { name: 'an environment that nobody places', manifests: database(5).replace('settings:', 'nobody:') },
      { name: 'ways that are open before the pods', manifests: closed(-12) },
      {
        name: 'pods in a namespace that is not closed yet',
        manifests: closed(0).replace('argocd.argoproj.io/sync-wave: "-15"', 'argocd.argoproj.io/sync-wave: "1"'),
      },
      { name: 'a Secret before what reads it', manifests: staged(-1) },
      { name: 'the user and the topics of a service before it', manifests: consumer(3) },
    ],
    fail: [
      {
        name: 'an environment of a later wave',
        from: 'an environment of the same wave',
        change: { 'Application/settings > metadata.annotations["argocd.argoproj.io/sync-wave"]': '5' },
        problems: [
          {
            on: 'StatefulSet/postgres',
            message:
              'StatefulSet "postgres" (data-layer, wave 0) needs ConfigMap "environment", which comes later: ConfigMap "environment" (settings, wave 5).',
            path: 'spec.template.spec.containers[0].envFrom[0].configMapRef.name',
          },
        ],
      },
      {
        name: 'the user and the topics of a service after it',
        from: 'the user and the topics of a service before it',
        change: { 'Application/sales-service-data > metadata.annotations["argocd.argoproj.io/sync-wave"]': '12' },
        problems: ['KafkaUser "sales"', 'KafkaTopic "sales-orders"'].map((title) => ({
          on: 'Deployment/sales-service',
          message: `Deployment "sales-service" (sales-service, wave 10) needs ${title}, which comes later: ${title} (sales-service-data, wave 12).`,
          path: '',
        })),
      },
      {
        name: 'ways that open after the pods',
        from: 'ways that are open before the pods',
        change: { 'Application/ways > metadata.annotations["argocd.argoproj.io/sync-wave"]': '-8' },
        problems: [
          {
            on: 'Deployment/keda',
            message:
              'Deployment "keda" (keda, wave -10) needs the way to 10.0.0.0/28, TCP 443, which comes later: NetworkPolicy "keda" (ways, wave -8).',
            path: '',
          },
        ],
      },
      {
        name: 'a Secret that waits for what reads it',
        from: 'a Secret before what reads it',
        change: { 'ExternalSecret/ca > metadata.annotations["argocd.argoproj.io/sync-wave"]': '1' },
        problems: [
          {
            on: 'Issuer/ca',
            message:
              'Issuer "ca" (data-layer, wave 0) needs Secret "ca", which comes later: Secret "ca" (data-layer, wave 0, 1 within it).',
            path: 'spec.ca.secretName',
          },
        ],
      },
    ],
  },
});

/** What brings something, and when; undefined where it is there in time, or in no Application. */
function lateness(
  maker: Manifest,
  world: World,
  isInTime: (place: NonNullable<ReturnType<World['placeOf']>>) => boolean,
): string | undefined {
  const place = world.placeOf(maker);
  return place === undefined || isInTime(place) ? undefined : `${titleOf(maker)} (${describePlace(place)})`;
}
