import { missingIn } from '../../kubernetes/objects.ts';
import { configMapKeys, referencesOf } from '../../kubernetes/references.ts';
import { defineRule } from '../../model.ts';

const configMap = `
apiVersion: v1
kind: ConfigMap
metadata: { name: financial-service-config }
data: { LOG_LEVEL: info }
`;

export default defineRule({
  id: 'match-config-map',
  severity: 'error',
  manual: '2.2, 2.4 (D16)',
  summary: 'Let every ConfigMap, and every key of one, that a pod uses exist.',
  rationale:
    'A pod whose ConfigMap is missing never starts (CreateContainerConfigError); with a wrong key it waits or starts without the file.',
  remediation: 'Name a ConfigMap of the same namespace and a key that it has, or set optional to true.',
  scope: 'every-pod',
  foreign: true,
  made: true,

  check(pod, world) {
    return referencesOf(pod).flatMap(({ kind, name, key, optional, path, keyPath, part }) => {
      if (kind !== 'ConfigMap' || optional) return [];
      const found = configMapKeys(world, pod.namespace, name);
      // A missing object is reported where the whole of it is named, not again for each key.
      if (found === undefined) {
        return part ? [] : [{ message: `ConfigMap "${name}" ${missingIn(pod.namespace)}.`, path }];
      }
      if (key === undefined || found.keys === undefined || found.keys.has(key)) return [];
      return [{ message: `ConfigMap "${name}" has no key "${key}".`, path: keyPath }];
    });
  },

  examples: {
    pass: [
      {
        name: 'as environment and as files',
        template: `
spec:
  containers: [{ name: financial-service, envFrom: [{ configMapRef: { name: financial-service-config } }] }]
  volumes: [{ name: config, configMap: { name: financial-service-config, items: [{ key: LOG_LEVEL, path: level }] } }]
`,
        beside: configMap,
      },
      {
        name: 'optional',
        template: `
spec: { containers: [{ name: financial-service, envFrom: [{ configMapRef: { name: overrides, optional: true } }] }] }
`,
      },
      {
        name: 'the certificate of the cluster, which Kubernetes puts into every namespace',
        template: `
spec:
  volumes: [{ name: ca, projected: { sources: [{ configMap: { name: kube-root-ca.crt, items: [{ key: ca.crt, path: ca.crt }] } }] } }]
`,
      },
    ],
    fail: [
      {
        name: 'a path of a file that the ConfigMap does not have',
        from: 'as environment and as files',
        change: {
          'spec.containers[0]': {
            name: 'financial-service',
            env: [{ name: 'LEVEL_FILE', value: '/app/config/LOG_LEVELS' }],
            volumeMounts: [{ name: 'config', mountPath: '/app/config/' }],
          },
          'spec.volumes[0].configMap.items': undefined,
        },
        problems: [{ message: 'ConfigMap "financial-service-config" has no key "LOG_LEVELS".', path: 'spec.containers[0].env[0].value' }],
      },
      {
        name: 'envFrom of a missing ConfigMap',
        from: 'as environment and as files',
        change: { 'spec.containers[0].envFrom[0].configMapRef.name': 'finance-config', 'spec.volumes': undefined },
        problems: [
          {
            message: 'ConfigMap "finance-config" does not exist in namespace "erp-prod".',
            path: 'spec.containers[0].envFrom[0].configMapRef.name',
          },
        ],
      },
      {
        name: 'a missing key',
        from: 'as environment and as files',
        change: {
          spec: {
            containers: [
              {
                name: 'financial-service',
                env: [{ name: 'LOG_LEVEL', valueFrom: { configMapKeyRef: { name: 'financial-service-config', key: 'LOGLEVEL' } } }],
              },
            ],
          },
        },
        problems: [
          {
            message: 'ConfigMap "financial-service-config" has no key "LOGLEVEL".',
            path: 'spec.containers[0].env[0].valueFrom.configMapKeyRef.key',
          },
        ],
      },
      {
        name: 'a projected volume of a missing ConfigMap, by two keys',
        from: 'as environment and as files',
        change: {
          spec: {
            volumes: [
              {
                name: 'config',
                projected: {
                  sources: [
                    {
                      configMap: {
                        name: 'finance-config',
                        items: [
                          { key: 'a', path: 'a' },
                          { key: 'b', path: 'b' },
                        ],
                      },
                    },
                  ],
                },
              },
            ],
          },
        },
        problems: [
          {
            message: 'ConfigMap "finance-config" does not exist in namespace "erp-prod".',
            path: 'spec.volumes[0].projected.sources[0].configMap.name',
          },
        ],
      },
      {
        name: 'a ConfigMap of another namespace',
        from: 'as environment and as files',
        change: {
          'spec.containers': undefined,
          'spec.volumes[0].configMap.items': undefined,
          'ConfigMap/financial-service-config > metadata.namespace': 'erp-infra',
        },
        problems: [
          {
            message: 'ConfigMap "financial-service-config" does not exist in namespace "erp-prod".',
            path: 'spec.volumes[0].configMap.name',
          },
        ],
      },
    ],
  },
});
