import { at } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const values = 'spec.source.helm.valuesObject.configs';
const health = 'resource.customizations.health.';

interface Setting {
  readonly section: 'cm' | 'params';
  readonly key: string;
  readonly expected: string;
  readonly matches: (value: string) => boolean;
  readonly without: string;
}

/** Settings that the rest of argocd/ counts on. */
const settings: readonly Setting[] = [
  {
    section: 'params',
    key: 'controller.diff.server.side',
    expected: 'true',
    matches: (value) => value === 'true',
    without: 'what the API server adds to Gateways, routes and policies is a difference that is undone for ever',
  },
  {
    section: 'cm',
    key: 'application.resourceTrackingMethod',
    expected: 'annotation',
    matches: (value) => value === 'annotation',
    without: 'the label of a chart decides which Application an object belongs to',
  },
  {
    section: 'cm',
    key: `${health}argoproj.io_Application`,
    expected: 'a script that reads status.health and operationState',
    matches: (value) => ['obj.status.health', 'operationState', 'targetRevision', 'longAgo'].every((name) => value.includes(name)),
    without: 'a root does not wait for the Applications of a wave, or waits for ever',
  },
  {
    section: 'cm',
    key: `${health}monitoring.coreos.com_Prometheus`,
    expected: 'a script that knows NoPodReady and StatefulSetNotFound',
    matches: (value) => ['NoPodReady', 'StatefulSetNotFound'].every((reason) => value.includes(reason)),
    without: 'a Prometheus that comes up fails the sync that it is in',
  },
];

const application = '{ "resource.customizations.health.argoproj.io_Application": "obj.status.health operationState targetRevision longAgo"';
const prometheus = '"resource.customizations.health.monitoring.coreos.com_Prometheus": "NoPodReady StatefulSetNotFound"';
const tracking = 'application.resourceTrackingMethod: annotation';
const argoCd = (params: string, cm: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: argo-cd, namespace: argocd }
spec: { source: { chart: argo-cd, helm: { valuesObject: { configs: { params: ${params}, cm: ${cm} } } } } }
`;
const serverSide = "{ controller.diff.server.side: 'true' }";

export default defineRule({
  id: 'require-argo-settings',
  severity: 'error',
  manual: '1.1 (D3)',
  summary:
    'Set in Argo CD what the Applications count on: server-side comparison, tracking by annotation, health of Applications and Prometheus.',
  rationale:
    'Each is one line of the values of a chart, and nothing else would say that it went: objects stay out of sync for ever, waves ' +
    'stop waiting, or a first sync fails at what is only coming up.',
  remediation: 'Set it in generators/charts/argo-cd.ts or generators/charts/argo-cd-health.ts.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest) {
    if (at(manifest.fields, 'spec', 'source', 'chart') !== 'argo-cd') return [];
    return settings.flatMap((setting) => problemOf(manifest, setting));
  },

  examples: {
    pass: [{ name: 'all of them', manifests: argoCd(serverSide, `${application}, ${prometheus}, ${tracking} }`) }],
    fail: [
      {
        name: 'comparison in the client',
        from: 'all of them',
        change: { 'spec.source.helm.valuesObject.configs.params["controller.diff.server.side"]': undefined },
        problems: [
          {
            on: 'Application/argo-cd',
            message:
              'Application "argo-cd" does not set controller.diff.server.side to true: what the API server adds to Gateways, routes and policies is a difference that is undone for ever.',
            path: `${values}.params["controller.diff.server.side"]`,
          },
        ],
      },
      {
        name: 'health as Argo CD brings it',
        from: 'all of them',
        change: { 'spec.source.helm.valuesObject.configs.cm': { 'application.resourceTrackingMethod': 'annotation' } },
        problems: [
          {
            on: 'Application/argo-cd',
            message:
              'Application "argo-cd" does not set resource.customizations.health.argoproj.io_Application to a script that reads status.health and operationState: a root does not wait for the Applications of a wave, or waits for ever.',
            path: `${values}.cm["resource.customizations.health.argoproj.io_Application"]`,
          },
          {
            on: 'Application/argo-cd',
            message:
              'Application "argo-cd" does not set resource.customizations.health.monitoring.coreos.com_Prometheus to a script that knows NoPodReady and StatefulSetNotFound: a Prometheus that comes up fails the sync that it is in.',
            path: `${values}.cm["resource.customizations.health.monitoring.coreos.com_Prometheus"]`,
          },
        ],
      },
      {
        name: 'tracking by label',
        from: 'all of them',
        change: { 'spec.source.helm.valuesObject.configs.cm["application.resourceTrackingMethod"]': undefined },
        problems: [
          {
            on: 'Application/argo-cd',
            message:
              'Application "argo-cd" does not set application.resourceTrackingMethod to annotation: the label of a chart decides which Application an object belongs to.',
            path: `${values}.cm["application.resourceTrackingMethod"]`,
          },
        ],
      },
    ],
  },
});

function problemOf(manifest: Manifest, { section, key, expected, matches, without }: Setting): readonly Problem[] {
  const found = at(manifest.fields, 'spec', 'source', 'helm', 'valuesObject', 'configs', section, key);
  if (typeof found === 'string' && matches(found)) return [];
  return [{ message: `${titleOf(manifest)} does not set ${key} to ${expected}: ${without}.`, path: `${values}.${section}["${key}"]` }];
}
