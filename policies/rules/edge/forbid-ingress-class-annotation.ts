import { below } from '../../kubernetes/fields.ts';
import { defineRule } from '../../model.ts';

const annotation = 'kubernetes.io/ingress.class';

export default defineRule({
  id: 'forbid-ingress-class-annotation',
  severity: 'error',
  manual: '2.6 (D44)',
  summary: 'Name the class of an Ingress in its field.',
  rationale:
    'The annotation has been deprecated since Kubernetes 1.18: a controller that honours only the field leaves the Ingress ' +
    'alone, and the host answers nothing.',
  remediation: 'Move the value of the annotation kubernetes.io/ingress.class to spec.ingressClassName.',
  scope: 'object',
  kinds: ['Ingress'],

  check(manifest) {
    const value = manifest.annotations[annotation];
    if (value === undefined) return [];
    return [
      {
        message: `Ingress "${manifest.name}" has its class "${value}" in the annotation "${annotation}".`,
        path: below('metadata.annotations', annotation),
      },
    ];
  },

  examples: {
    pass: [
      {
        name: 'the field',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: financial-service-ingress, namespace: erp-prod }
spec: { ingressClassName: nginx }
`,
      },
    ],
    fail: [
      {
        name: 'the manual: the annotation',
        from: 'the field',
        change: { 'metadata.annotations["kubernetes.io/ingress.class"]': 'nginx' },
        problems: [
          {
            on: 'Ingress/financial-service-ingress',
            message: 'Ingress "financial-service-ingress" has its class "nginx" in the annotation "kubernetes.io/ingress.class".',
            path: 'metadata.annotations["kubernetes.io/ingress.class"]',
          },
        ],
      },
    ],
  },
});
