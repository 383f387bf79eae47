/** The webhook of the controller that asks who signed an image, as its chart brings it: it looks where a label says so. */
export const imageWebhook = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: policy.sigstore.dev }
webhooks:
  - name: policy.sigstore.dev
    namespaceSelector: { matchExpressions: [{ key: policy.sigstore.dev/include, operator: In, values: ["true"] }] }
`;
