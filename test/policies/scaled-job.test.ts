import { describe, expect, it } from 'vitest';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { findingsOn } from '../support/findings.ts';

const rules = new Map((await loadRules('.')).map(({ value }) => [value.id, value] as const));

const job = (container: string, pod = '') => `
apiVersion: keda.sh/v1alpha1
kind: ScaledJob
metadata: { name: a, namespace: erp-prod }
spec: { jobTargetRef: { template: { spec: { ${pod}containers: [{ name: main, ${container} }] } } } }
`;
const pod = 'spec.jobTargetRef.template.spec';

describe('the pods that KEDA makes of a ScaledJob are pods', () => {
  it.each<[rule: string, object: string, found: readonly string[]]>([
    [
      'forbid-privileged-container',
      job('securityContext: { privileged: true }'),
      [`ScaledJob/a ${pod}.containers[0].securityContext.privileged: Container "main" sets privileged to true.`],
    ],
    [
      'require-image-tag',
      job('image: registry.example.com/a'),
      [`ScaledJob/a ${pod}.containers[0].image: Container "main" uses "registry.example.com/a", which has no tag.`],
    ],
    [
      'forbid-host-namespaces',
      job('image: a', 'hostNetwork: true, '),
      [`ScaledJob/a ${pod}.hostNetwork: The pod sets hostNetwork to true.`],
    ],
    ['require-liveness-probe', job('image: a'), []],
  ])('%s', (id, object, found) => {
    const rule = rules.get(id);
    expect(rule === undefined ? undefined : findingsOn(rule, object)).toEqual(found);
  });
});
