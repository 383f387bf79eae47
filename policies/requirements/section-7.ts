import { appNamespace, expectObject, inEvery } from './model/expectations.ts';
import { including, text } from './model/pattern.ts';
import type { Requirement } from './model/requirement.ts';
import { expectNowhere, expectSteps } from './model/runbooks.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R112',
    section: '7',
    requirement: 'Operators can update the image, watch the rollout, see its history and roll back to any revision.',
    where: 'docs/runbooks: deploy, rollout, rollback; revisionHistoryLimit of the Deployments (R41) and of the Applications',
    deviation: {
      defects: ['D124'],
      text: 'By commits: what kubectl sets or undoes by hand, Argo CD takes back within seconds.',
    },
    check: (evidence) => [
      ...expectSteps(evidence, 'deploy', [
        ['promote a version', /^npm run ops -- promote .*--to production/m],
        ['wait for the sync', /^argocd app wait .*--health/m],
      ]),
      ...expectSteps(evidence, 'rollout', [
        ['watch the rollout', /^kubectl -n erp-prod rollout status /m],
        ['show the history in the cluster', /^kubectl -n erp-prod rollout history /m],
        ['show the history in Git', /^git log .*generators\/catalog\/releases\/production/m],
      ]),
      ...expectSteps(evidence, 'rollback', [
        ['go back to the version before', /^npm run ops -- rollback (?!.*--to ).*--env production/m],
        ['go back to a chosen version', /^npm run ops -- rollback .*--env production .*--to /m],
      ]),
      ...expectNowhere(evidence, [
        'change what Git says by hand',
        /^kubectl (?!auth ).*\b(set image|rollout undo|scale |edit |patch )|^argocd app (rollback|set)\b/m,
      ]),
    ],
  },
  { id: 'R113', section: '7', requirement: 'Operators can scale, and see and change the autoscaler.', open: 'operations' },
  {
    id: 'R114',
    section: '7',
    requirement: 'Operators can follow logs, see the last 100 lines, the previous container, and several pods at once.',
    where: 'docs/runbooks: logs; Loki keeps what pods that are gone have printed',
    deviation: { defects: ['D125'], text: 'By labels instead of one pod of a Deployment, and Loki first.' },
    check: (evidence) =>
      expectSteps(evidence, 'logs', [
        ['follow several pods at once', /^kubectl -n erp-prod logs -f -l .*--max-log-requests=/m],
        ['show the last 100 lines', /^kubectl -n erp-prod logs (?!-f).*--tail=100/m],
        ['show the container before', /^kubectl -n erp-prod logs .*--previous/m],
        ['ask Loki', /^\{namespace="erp-prod", app="[\w-]+"\}/m],
        ['find a request by its trace', /trace_id="/],
      ]),
  },
  {
    id: 'R115',
    section: '7',
    requirement: 'Operators can debug with an ephemeral container and see the usage of pods and nodes.',
    where: 'docs/runbooks: debug; Role and RoleBinding break-glass, CronJob break-glass: image; ClusterRoleBinding erp-cluster-reader',
    deviation: {
      defects: ['D123', 'D126'],
      text:
        'Under the profile restricted, with an image of our own by digest, for people whom the identity provider lets in for some ' +
        'hours. Where no pod runs, a suspended CronJob is the template of one.',
    },
    check: (evidence) => [
      ...expectSteps(evidence, 'debug', [
        ['add an ephemeral container', /^kubectl -n erp-prod debug -it .*--profile=restricted .*--target=/m],
        ['take the image that is rendered', /get cronjob break-glass -o jsonpath=/],
        ['make a pod of its own', /create job --from=cronjob\/break-glass /],
        ['show the usage of pods', /^kubectl -n erp-prod top pods/m],
        ['show the usage of nodes', /^kubectl top nodes/m],
      ]),
      ...inEvery(evidence, (world) => [
        ...expectObject(
          world,
          { kind: 'Role', namespace: appNamespace(world), name: 'break-glass' },
          { rules: including({ apiGroups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['patch'] }) },
        ),
        ...expectObject(
          world,
          { kind: 'RoleBinding', namespace: appNamespace(world), name: 'break-glass' },
          { roleRef: { kind: 'Role', name: 'break-glass' }, subjects: [{ kind: 'Group', name: 'erp-break-glass' }] },
        ),
        ...expectObject(
          world,
          { kind: 'CronJob', namespace: appNamespace(world), name: 'break-glass' },
          {
            spec: {
              suspend: true,
              jobTemplate: {
                spec: {
                  activeDeadlineSeconds: 3600,
                  template: {
                    spec: { containers: [{ image: text(/^registry\.example\.com\/erp\/.*@sha256:/, 'an image of our own by digest') }] },
                  },
                },
              },
            },
          },
        ),
        ...expectObject(
          world,
          { kind: 'ClusterRole', namespace: '', name: 'erp-cluster-reader' },
          { rules: including({ apiGroups: ['metrics.k8s.io'], resources: ['nodes'], verbs: ['get', 'list'] }) },
        ),
        ...expectObject(
          world,
          { kind: 'ClusterRoleBinding', namespace: '', name: 'erp-cluster-reader' },
          { roleRef: { kind: 'ClusterRole', name: 'erp-cluster-reader' }, subjects: including({ kind: 'Group' }) },
        ),
      ]),
    ],
  },
];

export default requirements;
