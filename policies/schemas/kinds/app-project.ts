import { defineKind, flag, integer, list, mapping, oneOf, text, word } from '../json-schema.ts';

const resource = mapping({ group: text, kind: text });
const clusterResource = mapping({ group: text, kind: text }, { name: text });

export default defineKind({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  required: {
    spec: mapping(
      {},
      {
        description: text,
        sourceRepos: list(text),
        sourceNamespaces: list(text),
        destinations: list(mapping({}, { name: text, server: text, namespace: text })),
        destinationServiceAccounts: list(mapping({ server: text, defaultServiceAccount: text }, { namespace: text })),
        clusterResourceWhitelist: list(clusterResource),
        clusterResourceBlacklist: list(clusterResource),
        namespaceResourceWhitelist: list(resource),
        namespaceResourceBlacklist: list(resource),
        orphanedResources: mapping({}, { warn: flag, ignore: list(mapping({}, { group: text, kind: text, name: text })) }),
        permitOnlyProjectScopedClusters: flag,
        roles: list(
          mapping(
            { name: word },
            {
              description: text,
              policies: list(text),
              groups: list(text),
              jwtTokens: list(mapping({ iat: integer() }, { exp: integer(), id: text })),
            },
          ),
        ),
        signatureKeys: list(mapping({ keyID: text })),
        syncWindows: list(
          mapping(
            {},
            {
              kind: oneOf('allow', 'deny'),
              schedule: text,
              duration: text,
              timeZone: text,
              applications: list(text),
              namespaces: list(text),
              clusters: list(text),
              manualSync: flag,
              andOperator: flag,
              syncOverrun: flag,
              description: text,
            },
          ),
        ),
      },
    ),
  },
  example: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: erp-production
  namespace: argocd
spec:
  description: Services of production
  sourceRepos:
    - https://git.example.com/erp/gitops.git
  destinations:
    - name: erp-production
      namespace: erp-prod
  clusterResourceWhitelist:
    - group: ""
      kind: Namespace
  roles:
    - name: ops
      policies:
        - p, proj:erp-production:ops, applications, sync, erp-production/*, allow
      groups:
        - erp-ops
  syncWindows:
    - kind: allow
      schedule: 0 9 * * 1-4
      duration: 8h
      timeZone: Asia/Shanghai
      applications:
        - "*"
      manualSync: true
`,
});
