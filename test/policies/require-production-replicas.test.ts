import { describe, expect, it } from 'vitest';
import rule from '../../policies/rules/availability/require-production-replicas.ts';
import { findingsOn } from '../support/findings.ts';

const workload = (kind: string, spec = '{}') => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: financial-service, namespace: erp-prod }
spec: ${spec}
`;

const hpa = (spec: string, target = 'kind: Deployment, name: financial-service', namespace = 'erp-prod') => `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: financial-service-hpa, namespace: ${namespace} }
spec: { scaleTargetRef: { ${target} }, ${spec} }
`;

const keda = (spec: string) => `---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec: { scaleTargetRef: { name: financial-service }, ${spec} }
`;

describe('require-production-replicas', () => {
  it.each([
    ['exactly three', workload('Deployment', '{ replicas: 3 }')],
    ['three of a StatefulSet', workload('StatefulSet', '{ replicas: 3 }')],
    ['an autoscaler with three', workload('Deployment') + hpa('minReplicas: 3, maxReplicas: 20')],
    ['an autoscaler of six, whatever replicas say', workload('Deployment', '{ replicas: 1 }') + keda('minReplicaCount: 6')],
    ['a DaemonSet, whose nodes decide', workload('DaemonSet')],
    ['an autoscaler of three of a workload that is not here', hpa('minReplicas: 3, maxReplicas: 20')],
  ])('accepts %s', (_name, manifests) => {
    expect(findingsOn(rule, manifests)).toEqual([]);
  });

  it.each([
    ['no replicas at all', workload('Deployment', '{ replicas: 0 }'), 'Deployment', 'spec.replicas', 'runs 0 replicas'],
    ['replicas without a value', workload('Deployment', '{ replicas: null }'), 'Deployment', 'spec.replicas', 'runs 1 replica'],
    ['replicas as text', workload('Deployment', '{ replicas: "3" }'), 'Deployment', 'spec.replicas', 'runs 1 replica'],
    ['two of a StatefulSet', workload('StatefulSet', '{ replicas: 2 }'), 'StatefulSet', 'spec.replicas', 'runs 2 replicas'],
    [
      'an autoscaler of the same name in another namespace',
      workload('Deployment') + hpa('minReplicas: 3', undefined, 'erp-infra'),
      'Deployment',
      'spec.replicas',
      'runs 1 replica',
    ],
    [
      'an autoscaler of another kind',
      workload('Deployment') + hpa('minReplicas: 3', 'kind: StatefulSet, name: financial-service'),
      'Deployment',
      'spec.replicas',
      'runs 1 replica',
    ],
  ])('reports %s on the workload', (_name, manifests, kind, path, fault) => {
    expect(findingsOn(rule, manifests)).toEqual([`${kind}/financial-service ${path}: ${kind} "financial-service" ${fault}, fewer than 3.`]);
  });

  it.each([
    [
      'an HPA without a minimum, which means one',
      hpa('maxReplicas: 20'),
      'HorizontalPodAutoscaler/financial-service-hpa spec.minReplicas',
      '1 replica',
    ],
    ['a minimum of two', keda('minReplicaCount: 2'), 'ScaledObject/financial-service spec.minReplicaCount', '2 replicas'],
    [
      'KEDA without a minimum, which means none',
      keda('maxReplicaCount: 20'),
      'ScaledObject/financial-service spec.minReplicaCount',
      '0 replicas',
    ],
    [
      'none while idle',
      keda('idleReplicaCount: 0, minReplicaCount: 6'),
      'ScaledObject/financial-service spec.idleReplicaCount',
      '0 replicas',
    ],
  ])('reports %s on the autoscaler only', (_name, autoscaler, where, count) => {
    const [line, ...others] = findingsOn(rule, workload('Deployment', '{ replicas: 1 }') + autoscaler);
    expect(line).toMatch(`${where}: `);
    expect(line).toMatch(`may leave ${count} of Deployment "financial-service", fewer than 3.`);
    expect(others).toEqual([]);
  });
});
