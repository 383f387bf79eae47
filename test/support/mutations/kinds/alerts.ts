import { at } from '../../../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../../../policies/model.ts';
import { edited, type Mutation, remove, set } from '../mutation.ts';
import type { Production } from '../production.ts';

const first = 'spec.groups[0].rules[0]';

/** A rule of another kind records. */
function hasAlerts({ fields }: Manifest): boolean {
  return at(fields, 'spec', 'groups', 0, 'rules', 0, 'alert') !== undefined;
}

/** Mistakes in the alerts. */
export default function alerts(production: Production): readonly Mutation[] {
  const { manifests } = production;
  return [
    ...edited(manifests, production.ofKind('PrometheusRule').filter(hasAlerts), {
      'require-alert-metadata': {
        'has an alert without a team': remove(`${first}.labels.team`),
        'has an alert without an environment': remove(`${first}.labels.environment`),
        'has an alert without a runbook': remove(`${first}.annotations.runbook_url`),
        'has an alert of an unknown severity': set(`${first}.labels.severity`, 'page'),
      },
    }),
    ...edited(manifests, production.ofKind('Deployment', 'sales-service', 'material-service'), {
      'match-team-label': { 'is of a team that it does not belong to': set('metadata.labels.team', 'ledger') },
      'match-alert-team': { 'is of a team that no series names': set('metadata.labels.team', 'ledger') },
    }),
    ...edited(manifests, production.ofKind('PrometheusRule', 'erp-services'), {
      'unique-alert-name': { 'has an alert twice': set('spec.groups[0].rules[1].alert', 'ServiceDown') },
    }),
  ];
}
