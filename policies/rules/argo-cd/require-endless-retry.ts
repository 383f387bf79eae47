import { duration } from '../../kubernetes/durations.ts';
import { at, numberAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const application = (retry: string, automated = '{ prune: true, selfHeal: true }') => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: root-dev, namespace: argocd }
spec: { syncPolicy: { automated: ${automated}, retry: ${retry} } }
`;
const backoff = 'backoff: { duration: 10s, factor: 2, maxDuration: 3m }';

export default defineRule({
  id: 'require-endless-retry',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Let every Application that syncs by itself try again without a limit, with the newest commit, and not ever more rarely.',
  rationale:
    'Recovery has no bound: a store, a certificate or a cluster may be away for longer than any number of retries. After the last ' +
    'of them Argo CD gives the commit up and does not try it again, although everything is healthy; and without refresh it goes on ' +
    'with the commit that failed while the one that mends it waits.',
  remediation: 'Use the retry of generators/argocd/application.ts: limit -1, refresh true, and a maxDuration of minutes.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest) {
    const policy = at(manifest.fields, 'spec', 'syncPolicy');
    const automated = at(policy, 'automated');
    if (automated === undefined || automated === null || at(automated, 'enabled') === false) return [];
    const title = titleOf(manifest);
    const limit = numberAt(policy, 'retry', 'limit');
    // Without a policy of its own an automated sync is tried five times (3.4.4, `autoSync`).
    const bounded = limit === undefined ? 5 : limit;
    // Argo CD's own default.
    const longest = textAt(policy, 'retry', 'backoff', 'maxDuration') ?? '3m';
    return [
      ...(bounded < 0 ? [] : [{ message: `${title} gives a commit up after ${bounded} retries.`, path: 'spec.syncPolicy.retry.limit' }]),
      ...(at(policy, 'retry', 'refresh') === true
        ? []
        : [{ message: `${title} tries the commit that failed again, and no newer one.`, path: 'spec.syncPolicy.retry.refresh' }]),
      ...((duration(longest) ?? Number.POSITIVE_INFINITY) <= 300
        ? []
        : [
            {
              message: `${title} waits up to ${longest} between two tries, expected at most 5m.`,
              path: 'spec.syncPolicy.retry.backoff.maxDuration',
            },
          ]),
    ];
  },

  examples: {
    pass: [
      { name: 'for as long as it takes', manifests: application(`{ limit: -1, refresh: true, ${backoff} }`) },
      { name: 'synced by people only', manifests: application('{ limit: 0 }', '{ enabled: false }') },
    ],
    fail: [
      {
        name: 'five times',
        from: 'for as long as it takes',
        change: { 'spec.syncPolicy.retry.limit': 5 },
        problems: [
          {
            on: 'Application/root-dev',
            message: 'Application "root-dev" gives a commit up after 5 retries.',
            path: 'spec.syncPolicy.retry.limit',
          },
        ],
      },
      {
        name: 'by default',
        from: 'for as long as it takes',
        change: { 'spec.syncPolicy.retry.limit': undefined },
        problems: [
          {
            on: 'Application/root-dev',
            message: 'Application "root-dev" gives a commit up after 5 retries.',
            path: 'spec.syncPolicy.retry.limit',
          },
        ],
      },
      {
        name: 'always the commit that failed',
        from: 'for as long as it takes',
        change: { 'spec.syncPolicy.retry.refresh': undefined },
        problems: [
          {
            on: 'Application/root-dev',
            message: 'Application "root-dev" tries the commit that failed again, and no newer one.',
            path: 'spec.syncPolicy.retry.refresh',
          },
        ],
      },
      {
        name: 'once an hour',
        from: 'for as long as it takes',
        change: { 'spec.syncPolicy.retry.backoff.maxDuration': '1h' },
        problems: [
          {
            on: 'Application/root-dev',
            message: 'Application "root-dev" waits up to 1h between two tries, expected at most 5m.',
            path: 'spec.syncPolicy.retry.backoff.maxDuration',
          },
        ],
      },
    ],
  },
});
