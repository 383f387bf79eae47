import { defineKind, list, mapping, oneOf, text, word } from '../json-schema.ts';

const target = mapping({ name: word, key: word, parameter: word });

export default defineKind({
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'TriggerAuthentication',
  required: {
    spec: mapping(
      {},
      {
        secretTargetRef: list(target),
        configMapTargetRef: list(target),
        env: list(mapping({ name: word, parameter: word }, { containerName: text })),
        podIdentity: mapping(
          { provider: oneOf('azure-workload', 'gcp', 'aws', 'aws-eks', 'none') },
          { roleArn: text, identityId: text, identityOwner: oneOf('keda', 'workload') },
        ),
        boundServiceAccountToken: list(mapping({ parameter: word, serviceAccountName: word })),
      },
    ),
  },
  example: `
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  name: kafka
  namespace: erp-prod
spec:
  secretTargetRef:
    - parameter: password
      name: kafka-credentials
      key: password
`,
});
