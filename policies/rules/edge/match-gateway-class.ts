import { at, textAt } from '../../kubernetes/fields.ts';
import { findInCluster, missingIn, titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const gateway = (name: string, more = '') => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: eg }
spec: { controllerName: gateway.envoyproxy.io/gatewayclass-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra }
spec: { gatewayClassName: ${name}, listeners: [{ name: https, protocol: HTTPS, port: 443 }]${more} }
`;

export default defineRule({
  id: 'match-gateway-class',
  severity: 'error',
  manual: '2.6 (D43)',
  summary: 'Let the GatewayClass that a Gateway names exist, and the object with its parameters.',
  rationale: 'A Gateway of a class that no controller serves is never programmed: it has no address and no listener.',
  remediation: 'Set spec.gatewayClassName to a GatewayClass of the environment, and parametersRef to an object of the same namespace.',
  scope: 'object',
  kinds: ['Gateway'],

  check(manifest, world) {
    // Other API groups have a kind Gateway too.
    if (!manifest.apiVersion.startsWith('gateway.networking.k8s.io/')) return [];
    const path = 'spec.gatewayClassName';
    const name = textAt(manifest.fields, 'spec', 'gatewayClassName');
    if (name === undefined) return [{ message: `${titleOf(manifest)} names no GatewayClass.`, path }];
    if (findInCluster(world, 'GatewayClass', name) === undefined) {
      return [{ message: `${titleOf(manifest)} is of GatewayClass "${name}", which does not exist.`, path }];
    }
    const parameters = at(manifest.fields, 'spec', 'infrastructure', 'parametersRef');
    const [kind, parameter] = [textAt(parameters, 'kind') ?? '', textAt(parameters, 'name')];
    if (parameter === undefined || world.find(kind, manifest.namespace, parameter) !== undefined) return [];
    const message = `${titleOf(manifest)} takes its parameters from ${kind} "${parameter}", which ${missingIn(manifest.namespace)}.`;
    return [{ message, path: 'spec.infrastructure.parametersRef.name' }];
  },

  examples: {
    pass: [{ name: 'a class of the environment', manifests: gateway('eg') }],
    fail: [
      {
        name: 'a class that nobody defines',
        from: 'a class of the environment',
        change: { 'Gateway/erp-gateway > spec.gatewayClassName': 'nginx' },
        problems: [
          {
            on: 'Gateway/erp-gateway',
            message: 'Gateway "erp-gateway" is of GatewayClass "nginx", which does not exist.',
            path: 'spec.gatewayClassName',
          },
        ],
      },
      {
        name: 'parameters that nobody wrote',
        from: 'a class of the environment',
        change: {
          'Gateway/erp-gateway > spec.infrastructure.parametersRef': { group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', name: 'fleet' },
        },
        problems: [
          {
            on: 'Gateway/erp-gateway',
            message: 'Gateway "erp-gateway" takes its parameters from EnvoyProxy "fleet", which does not exist in namespace "erp-infra".',
            path: 'spec.infrastructure.parametersRef.name',
          },
        ],
      },
      {
        name: 'no class',
        from: 'a class of the environment',
        change: { 'Gateway/erp-gateway > spec.gatewayClassName': null },
        problems: [{ on: 'Gateway/erp-gateway', message: 'Gateway "erp-gateway" names no GatewayClass.', path: 'spec.gatewayClassName' }],
      },
    ],
  },
});
