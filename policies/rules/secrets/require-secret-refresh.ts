import { duration } from '../../kubernetes/durations.ts';
import { at, presentAt, textAt } from '../../kubernetes/fields.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'require-secret-refresh',
  severity: 'error',
  manual: '2.3 (D25)',
  summary: 'Have every ExternalSecret follow its store, into a named Secret that outlives a fault of the store.',
  rationale:
    'A password that is changed in the store must reach the pods without a person; and an entry deleted there by mistake ' +
    'must not take the Secret from under running pods.',
  remediation: 'Set spec.refreshInterval to a duration above 0 (1h), spec.target.name, and spec.target.deletionPolicy to Retain.',
  scope: 'object',
  kinds: ['ExternalSecret'],

  check(manifest) {
    const title = `ExternalSecret "${manifest.name}"`;
    const problems = [...refreshProblems(manifest, title)];
    const target = at(manifest.fields, 'spec', 'target');
    if (!textAt(target, 'name')) problems.push({ message: `${title} does not name the Secret that it makes.`, path: 'spec.target.name' });
    const deletion = presentAt(target, 'deletionPolicy');
    if (deletion !== undefined && deletion !== 'Retain') {
      problems.push({ message: `${title} has the deletionPolicy ${JSON.stringify(deletion)}.`, path: 'spec.target.deletionPolicy' });
    }
    return problems;
  },

  examples: {
    pass: [
      {
        name: 'every hour, into a Secret that is kept',
        manifests: `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: financial-service-secrets, namespace: erp-prod }
spec:
  refreshPolicy: Periodic
  refreshInterval: 1h
  secretStoreRef: { kind: ClusterSecretStore, name: vault }
  target: { name: financial-service-secrets, creationPolicy: Owner, deletionPolicy: Retain }
`,
      },
      {
        name: 'defaults of the operator for the policies, and a compound duration',
        manifests: `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: financial-service-secrets, namespace: erp-prod }
spec: { refreshInterval: 1h30m, target: { name: financial-service-secrets } }
`,
      },
    ],
    fail: [
      {
        name: 'fetched once',
        from: 'defaults of the operator for the policies, and a compound duration',
        change: {
          'spec.refreshInterval': '0s',
          'ExternalSecret/sales-service-secrets': `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: sales-service-secrets, namespace: erp-prod }
spec: { refreshPolicy: CreatedOnce, refreshInterval: 1h, target: { name: sales-service-secrets } }
`,
        },
        problems: [
          {
            on: 'ExternalSecret/financial-service-secrets',
            message: 'ExternalSecret "financial-service-secrets" has the refreshInterval "0s", which never refreshes.',
            path: 'spec.refreshInterval',
          },
          {
            on: 'ExternalSecret/sales-service-secrets',
            message: 'ExternalSecret "sales-service-secrets" has the refreshPolicy "CreatedOnce".',
            path: 'spec.refreshPolicy',
          },
        ],
      },
      {
        name: 'neither interval nor target, and a Secret that goes with its entry in the store',
        from: 'every hour, into a Secret that is kept',
        change: {
          spec: { target: { deletionPolicy: 'Delete' } },
          'ExternalSecret/sales-service-secrets': `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: sales-service-secrets, namespace: erp-prod }
spec: { refreshInterval: hourly, target: { name: sales-service-secrets } }
`,
        },
        problems: [
          {
            on: 'ExternalSecret/financial-service-secrets',
            message: 'ExternalSecret "financial-service-secrets" states no refreshInterval.',
            path: 'spec.refreshInterval',
          },
          {
            on: 'ExternalSecret/financial-service-secrets',
            message: 'ExternalSecret "financial-service-secrets" does not name the Secret that it makes.',
            path: 'spec.target.name',
          },
          {
            on: 'ExternalSecret/financial-service-secrets',
            message: 'ExternalSecret "financial-service-secrets" has the deletionPolicy "Delete".',
            path: 'spec.target.deletionPolicy',
          },
          {
            on: 'ExternalSecret/sales-service-secrets',
            message: 'ExternalSecret "sales-service-secrets" has the refreshInterval "hourly", which is no duration.',
            path: 'spec.refreshInterval',
          },
        ],
      },
    ],
  },
});

function refreshProblems(manifest: Manifest, title: string): readonly Problem[] {
  const policy = presentAt(manifest.fields, 'spec', 'refreshPolicy');
  if (policy !== undefined && policy !== 'Periodic') {
    return [{ message: `${title} has the refreshPolicy ${JSON.stringify(policy)}.`, path: 'spec.refreshPolicy' }];
  }
  const path = 'spec.refreshInterval';
  const interval = presentAt(manifest.fields, 'spec', 'refreshInterval');
  if (interval === undefined) return [{ message: `${title} states no refreshInterval.`, path }];
  const seconds = duration(interval);
  if (seconds !== undefined && seconds > 0) return [];
  const fault = seconds === undefined ? 'is no duration' : 'never refreshes';
  return [{ message: `${title} has the refreshInterval ${JSON.stringify(interval)}, which ${fault}.`, path }];
}
