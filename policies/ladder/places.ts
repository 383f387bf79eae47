import type { Explanation } from './explanations.ts';

/** What follows from that an environment has several clusters, and from what one of them is: that it waits, or that it keeps nothing (docs/places.md). */
export const placeExplanations: readonly Explanation[] = [
  {
    kinds: ['Namespace'],
    fields: ['metadata.labels["*/role"]'],
    because: ['sleeps', 'stateless'],
    reason: 'The label says what a place is that does not serve.',
  },
  {
    kinds: ['ScaledObject'],
    fields: ['metadata.annotations["autoscaling.keda.sh/paused-replicas"]'],
    because: ['sleeps'],
    reason: 'Services sleep where their place waits.',
  },
  {
    kinds: ['Gateway', 'HTTPRoute'],
    of: /\/(?:erp-gateway|https-redirect)$/,
    fields: ['spec.listeners.*', 'spec.parentRefs.*', 'spec.hostnames.*'],
    because: ['stateless'],
    reason: 'What is not there has no host either.',
  },
  {
    kinds: ['CronJob'],
    fields: ['spec.suspend'],
    because: ['sleeps'],
    reason: 'Jobs sleep where their place waits.',
  },
  {
    kinds: ['Job'],
    of: 'service',
    fields: [''],
    because: ['sleeps'],
    reason: 'What runs around a rollout changes what the place that serves has.',
  },
  {
    kinds: ['ConfigMap'],
    of: /\/postgres-pod-env$/,
    fields: ['data.*', 'data'],
    because: ['sleeps'],
    reason: 'A copy is told where the archive is that it follows.',
  },
  {
    kinds: ['postgresql'],
    fields: ['spec.numberOfInstances', 'spec.standby'],
    because: ['sleeps'],
    reason: 'One instance follows the archive of the place that serves.',
  },
  {
    kinds: ['PrometheusRule'],
    of: /\/erp-(?:backup|standby)$/,
    fields: [''],
    because: ['sleeps'],
    reason: 'Nobody is told of dumps that sleep, and somebody of a copy that stays behind.',
  },
  {
    kinds: ['PrometheusRule'],
    of: /\/erp-(?:postgres|monitoring)$/,
    fields: ['spec.groups.**'],
    because: ['sleeps'],
    reason: 'Where a place waits there is no primary, one instance, and nothing of services to be measured.',
  },
  {
    kinds: ['Deployment', 'StatefulSet'],
    of: 'service',
    fields: ['spec.replicas'],
    because: ['sleeps'],
    reason: 'A service that sleeps says that it has no pods.',
  },
  {
    kinds: ['ExternalSecret'],
    of: /\.credentials\.postgresql\.acid\.zalan\.do$/,
    fields: [''],
    because: ['places'],
    reason:
      'What is replayed in a copy are the passwords of the place that serves: they are those of Vault where an environment has places.',
  },
];
