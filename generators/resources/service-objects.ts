import type { Instance, Process } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import { routesOf } from '../model/service/routes.ts';
import { needsSession, secretKeys } from '../model/service/secret.ts';
import { backendTrafficPolicies } from './backend-traffic-policy.ts';
import { configMap } from './config-map.ts';
import { deployment, statefulSet, workloadKind } from './deployment.ts';
import { externalSecret, sessionSecret } from './external-secret.ts';
import { filesMap } from './files.ts';
import { httpRoutes } from './http-route.ts';
import { inWave } from './in-wave.ts';
import { ingresses } from './ingress.ts';
import { runsBefore, taskObjects, waves } from './job.ts';
import { kafkaSecret } from './kafka-secret.ts';
import { electsLeader, lease } from './leader-election.ts';
import { networkPolicy } from './network-policy.ts';
import { owned, ownerRule } from './owner.ts';
import { podDisruptionBudget } from './pod-disruption-budget.ts';
import { podMonitor } from './pod-monitor.ts';
import { scaledObject } from './scaled-object.ts';
import { sealedSecret } from './sealed-secret.ts';
import { secretStore } from './secret-store.ts';
import { grpcService, podsService, service } from './service.ts';
import { serviceAccount } from './service-account.ts';
import { verticalPodAutoscaler } from './vertical-pod-autoscaler.ts';

/** Everything of one service in one environment: what its processes share, then each of them, then the runs that end. */
export function serviceObjects(instance: Instance): readonly KubernetesObject[] {
  const { service: own, tasks } = instance;
  const shared = [
    serviceAccount(instance),
    configMap(instance),
    ...(Object.keys(own.files ?? {}).length > 0 ? [filesMap(instance)] : []),
    ...secrets(instance),
  ];
  // A run before the rollout needs them, and so they come before it.
  const drawn = [
    ...(tasks.some(runsBefore) ? shared.map((object) => inWave(object, waves.needs)) : shared),
    ...(electsLeader(own) ? [lease(instance)] : []),
    ...instance.processes.flatMap((process, index) => processObjects(instance, process, index === 0 ? published(instance) : [])),
    ...tasks.flatMap((task) => taskObjects(instance, task)),
    ...(own.owner === undefined ? [] : [ownerRule(instance, own.owner)]),
  ];
  return drawn.map((object) => owned(object, own));
}

/** Where nothing of a service is secret there is no store that could be read. */
function secrets(instance: Instance): readonly KubernetesObject[] {
  const { service: own, sealedSecret: sealed } = instance;
  const kafka = own.uses.includes('kafka');
  const has = secretKeys(own).length > 0;
  return [
    ...(sealed !== undefined ? [sealedSecret(instance, sealed)] : []),
    ...(sealed === undefined && (has || kafka || needsSession(own)) ? [secretStore(instance)] : []),
    ...(sealed === undefined && has ? [externalSecret(instance)] : []),
    ...(needsSession(own) ? [sessionSecret(instance)] : []),
    ...(kafka ? [kafkaSecret(instance)] : []),
  ];
}

function processObjects(instance: Instance, process: Process, routes: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const { replicas } = process;
  const stateful = workloadKind(instance, process) === 'StatefulSet';
  return [
    stateful ? statefulSet(instance, process) : deployment(instance, process),
    ...(process.ports.length > 0 ? [service(instance, process)] : []),
    ...(process.ports.some(({ protocol }) => protocol === 'grpc') ? [grpcService(instance, process)] : []),
    ...(stateful ? [podsService(instance)] : []),
    ...routes,
    ...(replicas.kind === 'autoscaled' ? [scaledObject(instance, process, replicas)] : []),
    podDisruptionBudget(instance, process),
    verticalPodAutoscaler(instance, process),
    networkPolicy(instance, process),
    podMonitor(instance, process),
  ];
}

function published(instance: Instance): readonly KubernetesObject[] {
  if (routesOf(instance.service).length === 0) return [];
  return instance.environment.edge === 'gateway' ? [...httpRoutes(instance), ...backendTrafficPolicies(instance)] : ingresses(instance);
}
