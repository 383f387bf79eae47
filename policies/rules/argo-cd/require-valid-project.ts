import { projectProblems } from '../../kubernetes/argo-cd/argo-project.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const project = (policy: string, more = '') => `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: erp-dev, namespace: argocd }
spec:
  sourceRepos: [https://git.example.com/erp.git]
  destinations: [{ name: erp-dev, namespace: erp-dev }]
  roles: [{ name: dev, groups: [erp-dev], policies: ["${policy}"] }]
${more}`;
const line = (action: string, resource = 'applications') => `p, proj:erp-dev:dev, ${resource}, ${action}, erp-dev/*, allow`;
const window = (over: string) => `  syncWindows: [{ kind: deny, schedule: '0 0 28 * *', duration: 96h, applications: ['*']${over} }]\n`;
const found = (message: string, path: string) => ({
  on: 'AppProject/erp-dev',
  message: `Argo CD refuses AppProject "erp-dev": ${message}.`,
  path,
});

export default defineRule({
  id: 'require-valid-project',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Write AppProjects that the validator of the pinned Argo CD accepts, with actions that it knows.',
  rationale:
    'The definition of the kind does not check policies: kubectl and Argo CD apply a project whose action is of a later version, ' +
    'the line has no effect, and from then on the API and the command line of Argo CD refuse every change of the project.',
  remediation: 'Give an action that this version of Argo CD knows in the access of generators/catalog/environments.',
  scope: 'object',
  kinds: ['AppProject'],

  check(manifest) {
    return projectProblems(manifest).map(({ message, path }) => ({ message: `Argo CD refuses ${titleOf(manifest)}: ${message}.`, path }));
  },

  examples: {
    pass: [
      { name: 'a known action', manifests: project(line('sync')) },
      { name: 'the action of a kind, and a freeze', manifests: project(line('action/*'), window('')) },
    ],
    fail: [
      {
        name: 'an action of a later version',
        from: 'a known action',
        change: { 'spec.roles[0].policies[0]': 'p, proj:erp-dev:dev, applications, rollback, erp-dev/*, allow' },
        problems: [found('there is no action "rollback"', 'spec.roles[0].policies[0]')],
      },
      {
        name: 'a resource of no project',
        from: 'a known action',
        change: { 'spec.roles[0].policies[0]': 'p, proj:erp-dev:dev, accounts, get, erp-dev/*, allow' },
        problems: [found('there is no resource "accounts" in a project', 'spec.roles[0].policies[0]')],
      },
      {
        name: 'the Applications of another project',
        from: 'a known action',
        change: { 'spec.roles[0].policies[0]': 'p, proj:erp-dev:dev, applications, sync, erp-test/*, allow' },
        problems: [found('the object "erp-test/*" is none of "erp-dev/*"', 'spec.roles[0].policies[0]')],
      },
      {
        name: 'a window about nothing',
        from: 'a known action',
        change: { 'spec.syncWindows': [{ kind: 'deny', schedule: '0 0 28 * *', duration: '96h' }] },
        problems: [found('the window is about nothing', 'spec.syncWindows[0]')],
      },
      {
        name: 'a duration of days',
        from: 'a known action',
        change: { 'spec.syncWindows': [{ kind: 'deny', schedule: '0 0 28 * *', duration: '4d', applications: ['*'] }] },
        problems: [found('"4d" is no duration', 'spec.syncWindows[0]')],
      },
    ],
  },
});
