import { defineKind, integer, list, mapping, text, word } from '../json-schema.ts';
import { applicationDestination, applicationSource, syncPolicy } from '../parts/argo-cd.ts';

export default defineKind({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  required: {
    spec: mapping(
      { project: text, destination: applicationDestination },
      {
        source: applicationSource,
        sources: list(applicationSource),
        syncPolicy,
        revisionHistoryLimit: integer(),
        info: list(mapping({ name: text, value: text })),
        ignoreDifferences: list(
          mapping(
            { kind: word },
            {
              group: text,
              name: text,
              namespace: text,
              jsonPointers: list(text),
              jqPathExpressions: list(text),
              managedFieldsManagers: list(text),
            },
          ),
        ),
      },
      { anyOf: [{ required: ['source'] }, { required: ['sources'] }] },
    ),
  },
  example: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: production-financial-service
  namespace: argocd
spec:
  project: erp-production
  source:
    repoURL: https://git.example.com/erp/gitops.git
    targetRevision: main
    path: overlays/production/financial-service
  destination:
    name: erp-production
    namespace: erp-prod
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
    syncOptions:
      - ServerSideApply=true
    retry:
      limit: 5
      backoff:
        duration: 30s
        factor: 2
        maxDuration: 5m
  ignoreDifferences:
    - group: apps
      kind: Deployment
      jsonPointers:
        - /spec/replicas
`,
});
