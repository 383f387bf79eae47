import { ofService } from '../../kubernetes/access/service-teams.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const path = 'metadata.labels.team';
const objects = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ledger-service-mailer
  namespace: erp-prod
  labels: { app: ledger-service-mailer, app.kubernetes.io/name: ledger-service-mailer, app.kubernetes.io/part-of: erp, team: ledger }
---
apiVersion: v1
kind: Service
metadata:
  name: sales-service
  namespace: erp-prod
  labels: { app: sales-service, app.kubernetes.io/name: sales-service, app.kubernetes.io/part-of: erp }
---
apiVersion: v1
kind: Service
metadata: { name: postgres-primary, namespace: erp-infra, labels: { team: infrastructure } }
`;
const from = 'of a team, of nobody, and of the platform';

export default defineRule({
  id: 'match-team-label',
  severity: 'error',
  manual: '5.2, docs/access.md',
  summary: 'Label every object of a service with the team that the service belongs to, and with no other.',
  rationale:
    'Whoever finds an object in the cluster asks the team of its label. One that is missing is asked of everybody, and one of another team ' +
    'sends the question, and what is counted by team, to the wrong people.',
  remediation: 'Change owner in the file of the service (generators/catalog/services), and run "npm run generate".',
  scope: 'object',
  kinds: '*',

  check(manifest, world) {
    const of = ofService(manifest, world);
    const team = manifest.labels['team'];
    if (of === undefined || of.owner === team) return [];
    const { service, owner } = of;
    const found = team === undefined ? 'has no label team' : `has the label team "${team}"`;
    const expected = owner === undefined ? `but "${service}" belongs to no team` : `expected "${owner}", to which "${service}" belongs`;
    return [{ message: `${titleOf(manifest)} ${found}, ${expected}.`, path }];
  },

  examples: {
    pass: [{ name: from, manifests: objects }],
    fail: [
      {
        name: 'no label',
        from,
        change: { 'Deployment/ledger-service-mailer > metadata.labels.team': undefined },
        problems: [
          {
            on: 'Deployment/ledger-service-mailer',
            message: 'Deployment "ledger-service-mailer" has no label team, expected "ledger", to which "ledger-service" belongs.',
            path,
          },
        ],
      },
      {
        name: 'the label of others, and one where there is no team',
        from,
        change: {
          'Deployment/ledger-service-mailer > metadata.labels.team': 'stock',
          'Service/sales-service > metadata.labels.team': 'stock',
        },
        problems: [
          {
            on: 'Deployment/ledger-service-mailer',
            message: 'Deployment "ledger-service-mailer" has the label team "stock", expected "ledger", to which "ledger-service" belongs.',
            path,
          },
          {
            on: 'Service/sales-service',
            message: 'Service "sales-service" has the label team "stock", but "sales-service" belongs to no team.',
            path,
          },
        ],
      },
    ],
  },
});
