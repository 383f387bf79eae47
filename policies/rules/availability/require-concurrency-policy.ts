import { at } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const cronJob = (line: string) => `
apiVersion: batch/v1
kind: CronJob
metadata: { name: close-books, namespace: erp-prod }
spec: { schedule: "0 3 * * *", ${line} }
`;

export default defineRule({
  id: 'require-concurrency-policy',
  severity: 'error',
  manual: '6.1 (D115)',
  summary: 'Say of every CronJob what becomes of a run that is not done when the next one is due.',
  rationale:
    'By default the next one starts beside it. Runs of a job that hangs pile up until the quota of the namespace is theirs, and two that write ' +
    'the same rows at once are what nobody has tried.',
  remediation: 'Set spec.concurrencyPolicy to Forbid, or to Replace where the newest run alone counts.',
  scope: 'object',
  kinds: ['CronJob'],

  check(manifest) {
    const policy = at(manifest.fields, 'spec', 'concurrencyPolicy');
    if (policy === 'Forbid' || policy === 'Replace') return [];
    const message = `${titleOf(manifest)} starts a run beside one that is not done.`;
    return [{ message, path: 'spec.concurrencyPolicy' }];
  },

  examples: {
    pass: [
      { name: 'the next one waits', manifests: cronJob('concurrencyPolicy: Forbid') },
      { name: 'the next one counts', manifests: cronJob('concurrencyPolicy: Replace') },
    ],
    fail: [
      {
        name: 'nothing said',
        from: 'the next one waits',
        change: { 'spec.concurrencyPolicy': undefined },
        problems: [
          {
            on: 'CronJob/close-books',
            message: 'CronJob "close-books" starts a run beside one that is not done.',
            path: 'spec.concurrencyPolicy',
          },
        ],
      },
      {
        name: 'the default, written',
        from: 'the next one waits',
        change: { 'spec.concurrencyPolicy': 'Allow' },
        problems: [
          {
            on: 'CronJob/close-books',
            message: 'CronJob "close-books" starts a run beside one that is not done.',
            path: 'spec.concurrencyPolicy',
          },
        ],
      },
    ],
  },
});
