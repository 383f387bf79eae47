import { expectPostgres } from './model/data-layer.ts';
import { absent } from './model/pattern.ts';
import type { Requirement } from './model/requirement.ts';
import { expectNowhere, expectSteps } from './model/runbooks.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R116',
    section: '8',
    requirement: 'A runbook for CrashLoopBackOff and Error: events, previous logs, resources, configuration, image.',
    where: 'docs/runbooks: pod-does-not-start',
    deviation: { defects: ['D127'], text: 'Names of keys and the state of the ExternalSecret, never the values of a Secret.' },
    check: (evidence) => [
      ...expectSteps(evidence, 'pod-does-not-start', [
        ['show the events', /^kubectl -n erp-prod get events .*--sort-by=/m],
        ['describe the pod', /^kubectl -n erp-prod describe pod /m],
        ['show the log of the container before', /^kubectl -n erp-prod logs .*--previous/m],
        ['show the resources', /^kubectl -n erp-prod get pod .*\.resources\}/m],
        ['show the image', /^kubectl -n erp-prod get pod .*\.image\}/m],
        ['show the configuration', /^kubectl -n erp-prod get configmap /m],
        ['show the state of the ExternalSecret', /^kubectl -n erp-prod describe externalsecret /m],
      ]),
      ...expectNowhere(evidence, ['print a Secret', /\bget secrets?\b/]),
    ],
  },
  {
    id: 'R117',
    section: '8',
    requirement: 'A runbook for the database: pods, connection, number of connections, statements over 5 minutes.',
    where: 'docs/runbooks: database-connections, slow-statements',
    deviation: {
      defects: ['D123', 'D128', 'D129'],
      text: 'On the pod that is the primary now, as pg_monitor; sessions that are idle are no statements. The way is tried from a service.',
    },
    check: (evidence) => [
      ...expectSteps(evidence, 'database-connections', [
        ['show the pods and their roles', /^kubectl -n erp-infra get pods -l .*-L spilo-role/m],
        ['try the connection', /pg_isready -h postgres-primary\.erp-infra\.svc\.cluster\.local -p 5432/],
        ['find the primary', /-l cluster-name=postgres,spilo-role=master/],
        ['count the connections', /count\(\*\) AS used, current_setting\('max_connections'\)/],
      ]),
      ...expectSteps(evidence, 'slow-statements', [
        ['enter as pg_monitor', /PGOPTIONS='-c role=pg_monitor'/],
        ['show statements over 5 minutes', /WHERE state <> 'idle'[^;]*interval '5 minutes'/],
      ]),
    ],
  },
  {
    id: 'R118',
    section: '8',
    requirement: 'A runbook for performance: usage, Grafana, Jaeger, the 10 slowest statements.',
    where: 'docs/runbooks: performance; postgresql postgres: shared_preload_libraries',
    deviation: {
      defects: ['D130', 'D131'],
      text: 'The columns of PostgreSQL 16; Spilo makes the extension in every database. Grafana and Jaeger by HTTPS, behind a login.',
    },
    check: (evidence) => [
      ...expectSteps(evidence, 'performance', [
        ['show the usage of pods', /^kubectl -n erp-prod top pods/m],
        ['show the usage of nodes', /^kubectl top nodes/m],
        ['lead to Grafana', /^https:\/\/grafana\.erp\.example\.com/m],
        ['lead to Jaeger', /^https:\/\/jaeger\.erp\.example\.com/m],
        ['show the 10 slowest statements', /FROM pg_stat_statements\s+ORDER BY mean_exec_time DESC\s+LIMIT 10/],
      ]),
      ...expectNowhere(evidence, ['go to a tool without TLS', /http:\/\/(grafana|jaeger)/]),
      ...expectPostgres(evidence, () => ({
        // Spilo preloads pg_stat_statements where nobody names other libraries.
        postgresql: { parameters: { shared_preload_libraries: absent } },
      })),
    ],
  },
];

export default requirements;
