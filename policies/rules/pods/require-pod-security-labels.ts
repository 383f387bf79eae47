import { privilegedNamespaces } from '../../cluster.ts';
import { below } from '../../kubernetes/fields.ts';
import { platformVersion } from '../../kubernetes/settings/platform-version.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const prefix = 'pod-security.kubernetes.io/';

/** The first minor version of Kubernetes 1 whose standard asks for a user other than 0 (1.23) and for all capabilities dropped (1.22), on Linux alone (1.25): `MinimumVersion` in pod-security-admission v0.35.4, policy/check_*.go. */
const leastVersion = 25;

const newestMinor = Number(platformVersion.split('.')[1]);

export default defineRule({
  id: 'require-pod-security-labels',
  severity: 'error',
  manual: '2.1 (D11, D12)',
  summary: 'Have the API server enforce the restricted Pod Security Standard in every namespace, at a pinned version.',
  rationale:
    'Without the labels all hardening of pods is voluntary: whoever may create a pod gets the node. A version that follows ' +
    'the cluster can refuse pods after an upgrade that nobody connects with it.',
  remediation:
    'Set the labels pod-security.kubernetes.io/enforce, audit and warn to restricted (enforce in the namespace of the data layer: baseline), each ' +
    'with its -version label such as v1.35: that of kubernetes in generators/catalog/versions. A newer one needs the judge to know it first ' +
    '(docs/runbooks/upgrade.md).',
  scope: 'object',
  kinds: ['Namespace'],

  check(manifest, world) {
    const enforced = [
      ...(privilegedNamespaces.includes(manifest.name) ? ['privileged'] : []),
      ...([...privilegedNamespaces, ...world.company.dataNamespaces].includes(manifest.name) ? ['baseline'] : []),
      'restricted',
    ];
    return [
      ...modeProblems(manifest, 'enforce', enforced),
      ...modeProblems(manifest, 'audit', ['restricted']),
      ...modeProblems(manifest, 'warn', ['restricted']),
    ];
  },

  examples: {
    pass: [
      {
        name: 'restricted, and baseline for the data layer',
        manifests: `
apiVersion: v1
kind: Namespace
metadata:
  name: erp-prod
  labels:
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/enforce-version: v1.35
    pod-security.kubernetes.io/audit: restricted
    pod-security.kubernetes.io/audit-version: v1.35
    pod-security.kubernetes.io/warn: restricted
    pod-security.kubernetes.io/warn-version: v1.35
---
apiVersion: v1
kind: Namespace
metadata:
  name: erp-infra
  labels:
    pod-security.kubernetes.io/enforce: baseline
    pod-security.kubernetes.io/enforce-version: v1.35
    pod-security.kubernetes.io/audit: restricted
    pod-security.kubernetes.io/audit-version: v1.35
    pod-security.kubernetes.io/warn: restricted
    pod-security.kubernetes.io/warn-version: v1.35
`,
      },
    ],
    fail: [
      {
        name: 'a version from before the standard was complete',
        from: 'restricted, and baseline for the data layer',
        change: {
          'Namespace/erp-prod > metadata.labels["pod-security.kubernetes.io/enforce-version"]': 'v1.20',
          'Namespace/erp-infra': undefined,
        },
        problems: [
          {
            on: 'Namespace/erp-prod',
            message:
              'Namespace "erp-prod" has the Pod Security version "v1.20" for enforce, whose standard asks for less than that of v1.25.',
            path: 'metadata.labels["pod-security.kubernetes.io/enforce-version"]',
          },
        ],
      },
      {
        name: 'a version that nothing here was read for',
        from: 'restricted, and baseline for the data layer',
        change: {
          'Namespace/erp-prod > metadata.labels["pod-security.kubernetes.io/warn-version"]': 'v1.99',
          'Namespace/erp-infra': undefined,
        },
        problems: [
          {
            on: 'Namespace/erp-prod',
            message: `Namespace "erp-prod" has the Pod Security version "v1.99" for warn, and pods here are judged by Kubernetes ${platformVersion}.`,
            path: 'metadata.labels["pod-security.kubernetes.io/warn-version"]',
          },
        ],
      },
      {
        name: 'baseline is too little for services, privileged for anybody',
        from: 'restricted, and baseline for the data layer',
        change: {
          'Namespace/erp-prod > metadata.labels["pod-security.kubernetes.io/enforce"]': 'baseline',
          'Namespace/erp-infra > metadata.labels["pod-security.kubernetes.io/enforce"]': 'privileged',
          'Namespace/erp-infra > metadata.labels["pod-security.kubernetes.io/audit"]': 'baseline',
        },
        problems: [
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has the Pod Security level "baseline" for enforce, not "restricted".',
            path: 'metadata.labels["pod-security.kubernetes.io/enforce"]',
          },
          {
            on: 'Namespace/erp-infra',
            message: 'Namespace "erp-infra" has the Pod Security level "privileged" for enforce, not "baseline" or "restricted".',
            path: 'metadata.labels["pod-security.kubernetes.io/enforce"]',
          },
          {
            on: 'Namespace/erp-infra',
            message: 'Namespace "erp-infra" has the Pod Security level "baseline" for audit, not "restricted".',
            path: 'metadata.labels["pod-security.kubernetes.io/audit"]',
          },
        ],
      },
      {
        name: 'a version that moves, one that is missing, and a mode that is missing with its version',
        from: 'restricted, and baseline for the data layer',
        change: {
          'Namespace/erp-prod > metadata.labels': {
            'pod-security.kubernetes.io/enforce': 'restricted',
            'pod-security.kubernetes.io/enforce-version': 'latest',
            'pod-security.kubernetes.io/audit': 'restricted',
          },
          'Namespace/erp-infra': undefined,
        },
        problems: [
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has the Pod Security version "latest" for enforce, not one such as "v1.35".',
            path: 'metadata.labels["pod-security.kubernetes.io/enforce-version"]',
          },
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has no label "pod-security.kubernetes.io/audit-version".',
            path: 'metadata.labels',
          },
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has no label "pod-security.kubernetes.io/warn".',
            path: 'metadata.labels',
          },
        ],
      },
    ],
  },
});

function modeProblems({ name, labels }: Manifest, mode: string, levels: readonly string[]): readonly Problem[] {
  const key = `${prefix}${mode}`;
  const level = labels[key];
  if (level === undefined) return [{ message: `Namespace "${name}" has no label "${key}".`, path: 'metadata.labels' }];
  const wrongLevel = levels.includes(level)
    ? []
    : [
        {
          message: `Namespace "${name}" has the Pod Security level "${level}" for ${mode}, not ${levels.map((item) => `"${item}"`).join(' or ')}.`,
          path: below('metadata.labels', key),
        },
      ];
  return [...wrongLevel, ...versionProblems(name, labels, mode)];
}

function versionProblems(name: string, labels: Manifest['labels'], mode: string): readonly Problem[] {
  const key = `${prefix}${mode}-version`;
  const version = labels[key];
  if (version === undefined) return [{ message: `Namespace "${name}" has no label "${key}".`, path: 'metadata.labels' }];
  const minor = /^v1\.(\d+)$/.exec(version)?.[1];
  if (minor !== undefined && Number(minor) < leastVersion) {
    return [
      {
        message: `Namespace "${name}" has the Pod Security version "${version}" for ${mode}, whose standard asks for less than that of v1.${leastVersion}.`,
        path: below('metadata.labels', key),
      },
    ];
  }
  if (minor !== undefined && Number(minor) > newestMinor) {
    return [
      {
        message: `Namespace "${name}" has the Pod Security version "${version}" for ${mode}, and pods here are judged by Kubernetes ${platformVersion}.`,
        path: below('metadata.labels', key),
      },
    ];
  }
  if (minor !== undefined) return [];
  return [
    {
      message: `Namespace "${name}" has the Pod Security version "${version}" for ${mode}, not one such as "v1.35".`,
      path: below('metadata.labels', key),
    },
  ];
}
