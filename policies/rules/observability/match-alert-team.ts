import { at, fieldsAt, listAt, textAt, texts } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { alertingRules } from '../../kubernetes/observability/alerts.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { rulesOf } from '../../promql/queries.ts';
import { quotedList } from '../../wording.ts';

/** The series in which alerts look up whose something is, and the team of those that belong to nobody in particular. */
const series = 'service:owner:info';
const shared = 'application';

/** A name that alerts know something by. */
interface Identity {
  readonly label: 'app' | 'datname' | 'consumergroup' | 'topic';
  readonly value: string;
}

/** Labels of alerts that tell of one service. */
const tells = /\$labels\.(app|deployment|statefulset|cronjob|job_name|horizontalpodautoscaler|consumergroup|topic|datname|pod) /;

const team = `{{ with printf "${series}{app=%q}" $labels.app | query }}{{ . | first | label "team" }}{{ else }}${shared}{{ end }}`;
const objects = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ledger-service, namespace: erp-prod, labels: { team: ledger } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: ledger-service, namespace: erp-infra, labels: { team: ledger } }
spec: { authorization: { type: simple, acls: [{ resource: { type: group, name: ledger-service-group, patternType: literal }, operations: [Read] }] } }
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { databases: { ledger_db: ledger_user, sales_db: sales_user } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: ledger-service-owner, namespace: erp-prod }
spec:
  groups:
    - name: ledger-service-owner
      rules:
        - { record: ${series}, expr: vector(1), labels: { app: ledger-service, team: ledger } }
        - { record: ${series}, expr: vector(1), labels: { consumergroup: ledger-service-group, team: ledger } }
        - { record: ${series}, expr: vector(1), labels: { datname: ledger_db, team: ledger } }
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: erp-services, namespace: erp-infra }
spec:
  groups:
    - name: erp-services
      rules:
        - { alert: ServiceDown, expr: up == 0, labels: { team: '${team}' }, annotations: { summary: 'Service {{ $labels.app }} is down' } }
        - { alert: NodeNotReady, expr: up == 0, labels: { team: infrastructure }, annotations: { summary: 'Node {{ $labels.node }}' } }
`;
const from = 'alerts find the team of all that it has';
const recorded = (index: number) => `PrometheusRule/ledger-service-owner > spec.groups[0].rules[${index}]`;

export default defineRule({
  id: 'match-alert-team',
  severity: 'error',
  manual: '5.2, docs/access.md',
  summary: 'Let alerts find the team of what they are about: by a series for each name that they know it by, of that team alone.',
  rationale:
    `An alert about a service looks its team up in the series "${series}" when it fires. Where none names the workload, the database, the topic or ` +
    'the consumer group, or where another team is named, the team that could act is not told.',
  remediation:
    'Change owner in the file of the service (generators/catalog/services), generators/resources/owner.ts, or generators/alerts/team.ts.',
  scope: 'object',
  kinds: ['Deployment', 'StatefulSet', 'CronJob', 'Job', 'KafkaTopic', 'KafkaUser', 'postgresql', 'PrometheusRule'],

  check(manifest, world) {
    const teams = recordedTeams(world);
    if (manifest.kind === 'PrometheusRule') return teams.size === 0 ? [] : [...unasked(manifest)];
    return identitiesOf(manifest, world).flatMap(({ identity, owner }) => {
      const told = teams.get(keyOf(identity)) ?? [];
      if (owner === undefined ? told.length === 0 : told.length === 1 && told[0] === owner) return [];
      const name = identity.value === manifest.name ? titleOf(manifest) : `${titleOf(manifest)} has "${identity.value}", which`;
      const found = told.length === 0 ? 'is of no team to alerts' : `is of ${quotedList(told)} to alerts`;
      const expected =
        owner === undefined ? 'and belongs to no team' : `expected "${owner}" in ${series}{${identity.label}="${identity.value}"}`;
      return [{ message: `${name} ${found}, ${expected}.`, path: identity.path ?? '' }];
    });
  },

  examples: {
    pass: [{ name: from, manifests: objects }],
    fail: [
      {
        name: 'a workload that no series names, and one of others',
        from,
        change: { [`${recorded(0)}.labels.app`]: 'sales-service' },
        problems: [
          {
            on: 'Deployment/ledger-service',
            message: 'Deployment "ledger-service" is of no team to alerts, expected "ledger" in service:owner:info{app="ledger-service"}.',
            path: '',
          },
          {
            on: 'Deployment/sales-service',
            message: 'Deployment "sales-service" is of "ledger" to alerts, and belongs to no team.',
            path: '',
          },
        ],
      },
      {
        name: 'a series that is there at times, of two teams, of another team',
        from,
        change: {
          [`${recorded(0)}.expr`]: 'up == 1',
          [`${recorded(1)}.labels.team`]: 'stock',
          'PrometheusRule/ledger-service-owner > spec.groups[0].rules[3]': {
            record: series,
            expr: 'vector(1)',
            labels: { datname: 'ledger_db', team: 'stock' },
          },
        },
        problems: [
          {
            on: 'Deployment/ledger-service',
            message: 'Deployment "ledger-service" is of no team to alerts, expected "ledger" in service:owner:info{app="ledger-service"}.',
            path: '',
          },
          {
            on: 'KafkaUser/ledger-service',
            message:
              'KafkaUser "ledger-service" has "ledger-service-group", which is of "stock" to alerts, ' +
              'expected "ledger" in service:owner:info{consumergroup="ledger-service-group"}.',
            path: 'spec.authorization.acls[0].resource.name',
          },
          {
            on: 'postgresql/postgres',
            message:
              'postgresql "postgres" has "ledger_db", which is of "ledger", "stock" to alerts, expected "ledger" in service:owner:info{datname="ledger_db"}.',
            path: 'spec.databases.ledger_db',
          },
        ],
      },
      {
        name: 'an alert about a service that asks nobody whose it is',
        from,
        change: { 'PrometheusRule/erp-services > spec.groups[0].rules[0].labels.team': shared },
        problems: [
          {
            on: 'PrometheusRule/erp-services',
            message: 'Alert "ServiceDown" tells of one service, and of the team "application" whoever that belongs to.',
            path: 'spec.groups[0].rules[0].labels.team',
          },
        ],
      },
    ],
  },
});

interface Known {
  readonly identity: Identity & { readonly path?: string };
  readonly owner: string | undefined;
}

/** Names by which alerts know an object, or what it makes. */
function identitiesOf({ kind, name, fields, labels }: Manifest, { company }: World): readonly Known[] {
  const owner = labels['team'];
  switch (kind) {
    case 'KafkaTopic':
      return [{ identity: { label: 'topic', value: textAt(fields, 'spec', 'topicName') ?? name }, owner }];
    case 'KafkaUser':
      return listAt(fields, 'spec', 'authorization', 'acls').flatMap((acl, index): Known[] => {
        const value = textAt(acl, 'resource', 'name');
        if (textAt(acl, 'resource', 'type') !== 'group' || value === undefined) return [];
        return [{ identity: { label: 'consumergroup', value, path: `spec.authorization.acls[${index}].resource.name` }, owner }];
      });
    case 'postgresql':
      return Object.keys(fieldsAt(fields, 'spec', 'databases')).map((value) => ({
        identity: { label: 'datname', value, path: `spec.databases.${value}` },
        owner: Object.hasOwn(company.databaseOwners, value) ? company.databaseOwners[value] : undefined,
      }));
    default:
      return [{ identity: { label: 'app', value: name }, owner }];
  }
}

/** Teams by the names that alerts look them up by; of series that are always there. */
const recordedTeams = perWorld((world: World): ReadonlyMap<string, readonly string[]> => {
  const teams = new Map<string, readonly string[]>();
  for (const { fields: rule } of world.ofKind('PrometheusRule').flatMap(rulesOf)) {
    if (textAt(rule, 'record') !== series || !/^vector\(\d+\)$/.test(textAt(rule, 'expr')?.trim() ?? '')) continue;
    const { team: own = '', ...names } = texts(at(rule, 'labels'));
    for (const [label, value] of Object.entries(names)) {
      const key = keyOf({ label, value });
      teams.set(key, [...new Set([...(teams.get(key) ?? []), own])].sort());
    }
  }
  return teams;
});

/** Alerts that tell of one service, and have the team of all. */
function* unasked(manifest: Manifest): Iterable<Problem> {
  for (const { name, fields, path } of alertingRules(manifest)) {
    const says = ['summary', 'description'].map((key) => textAt(fields, 'annotations', key) ?? '');
    if (textAt(fields, 'labels', 'team') === shared && says.some((text) => tells.test(text)))
      yield {
        message: `Alert "${name}" tells of one service, and of the team "${shared}" whoever that belongs to.`,
        path: `${path}.labels.team`,
      };
  }
}

function keyOf({ label, value }: { readonly label: string; readonly value: string }): string {
  return `${label}=${value}`;
}
