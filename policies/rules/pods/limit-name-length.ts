import { below, textAt } from '../../kubernetes/fields.ts';
import { isLabelValue, nameRuleOf } from '../../kubernetes/names.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const object = (kind: string, name: string, labels = '{}', apiVersion = 'v1') => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: "${name}", namespace: erp-prod, labels: ${labels} }
`;

const long = 'financial-service-month-end-closing-report-generator-batch';

export default defineRule({
  id: 'limit-name-length',
  severity: 'error',
  manual: '2 (Kubernetes: Object Names and IDs)',
  summary: 'Give objects names, and labels values, that Kubernetes accepts in every place where it uses them.',
  rationale:
    'Some limits are far below the 253 characters of most names, and they strike late: a CronJob is accepted and then makes no Job.',
  remediation: 'Shorten the name, and use only lower case letters, digits and hyphens.',
  scope: 'object',
  kinds: '*',

  check(manifest, world) {
    const pod = world.podOf(manifest);
    return [
      ...nameProblems(manifest),
      ...labelProblems(titleOf(manifest), manifest.labels, 'metadata.labels'),
      // A Pod's template is the Pod itself.
      ...(pod === undefined || pod.metadataPath === 'metadata'
        ? []
        : labelProblems(`The pod template of ${titleOf(manifest)}`, pod.labels, `${pod.metadataPath}.labels`)),
    ];
  },

  examples: {
    pass: [
      { name: 'a short name', manifests: object('Service', 'financial-service', '{ app: financial-service, version: v1.0.0 }') },
      { name: 'a dotted name', manifests: object('KafkaTopic', 'financial.transaction.posted', '{}', 'kafka.strimzi.io/v1') },
      { name: 'a name with a colon, of a role', manifests: object('Role', 'erp:ops', '{}', 'rbac.authorization.k8s.io/v1') },
      { name: 'an empty label value', manifests: object('ConfigMap', 'flags', '{ marker: "" }') },
    ],
    fail: [
      {
        name: 'a CronJob whose Jobs would have too long names',
        manifests: object('CronJob', long, '{}', 'batch/v1'),
        problems: [
          { on: `CronJob/${long}`, message: `CronJob "${long}" has a name of 58 characters, more than 52.`, path: 'metadata.name' },
        ],
      },
      {
        name: 'an underscore',
        from: 'an empty label value',
        change: { metadata: { name: 'financial_config', namespace: 'erp-prod', labels: {} } },
        problems: [
          {
            on: 'ConfigMap/financial_config',
            message: 'ConfigMap "financial_config" has a name that is no DNS subdomain.',
            path: 'metadata.name',
          },
        ],
      },
      {
        name: 'a Service that starts with a digit',
        from: 'a short name',
        change: { metadata: { name: '1st-service', namespace: 'erp-prod', labels: {} } },
        problems: [
          {
            on: 'Service/1st-service',
            message: 'Service "1st-service" has a name that is no DNS label that starts with a letter.',
            path: 'metadata.name',
          },
        ],
      },
      {
        name: 'a label value with a space',
        from: 'an empty label value',
        change: { 'metadata.labels': { owner: 'Finance Team' } },
        problems: [
          {
            on: 'ConfigMap/flags',
            message: 'ConfigMap "flags" has label "owner" with "Finance Team", which is no label value.',
            path: 'metadata.labels.owner',
          },
        ],
      },
    ],
  },
});

function nameProblems(manifest: Manifest): readonly Problem[] {
  const { longest, pattern, title } = nameRuleOf(manifest.kind);
  const { name } = manifest;
  const path = 'metadata.name';
  if (name === '') return [];
  if (name.length > longest)
    return [{ message: `${titleOf(manifest)} has a name of ${name.length} characters, more than ${longest}.`, path }];
  // generateName ends in a hyphen, to which the API server adds.
  const written = textAt(manifest.fields, 'metadata', 'name') === undefined ? `${name}x` : name;
  return pattern.test(written) ? [] : [{ message: `${titleOf(manifest)} has a name that is no ${title}.`, path }];
}

function labelProblems(subject: string, labels: Manifest['labels'], path: string): readonly Problem[] {
  return Object.entries(labels)
    .filter(([, value]) => !isLabelValue(value))
    .map(([key, value]) => ({
      message: `${subject} has label "${key}" with "${value}", which is no label value.`,
      path: below(path, key),
    }));
}
