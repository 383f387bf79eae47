import { asList, at, textAt } from '../kubernetes/fields.ts';
import type { World } from '../model.ts';
import { expectContainer, expectDeployment, expectObject, forEvery, missing, place } from './model/expectations.ts';
import { anything, atLeast, including } from './model/pattern.ts';
import { inEveryRepository, type Step, stepsOf, unmet, workflowText } from './model/release.ts';
import type { Requirement, Shortfall } from './model/requirement.ts';

const argoCd = { kind: 'Application', namespace: 'argocd', name: 'argo-cd' };
const notices = ['deployed', 'health-degraded', 'sync-failed'];

/** What a message must hold, by the field of the Application that says it. */
const parts: Readonly<Record<string, string>> = {
  service: 'erp.example.com/application',
  status: '"Status"',
  version: '.app.status.summary.images',
};

/** A version without a suffix, as a filter of GitHub. */
const releaseTag = 'v[0-9]+.[0-9]+.[0-9]+';
const pinned = /^[^@]+@[0-9a-f]{40}$/;
const uses = (steps: readonly Step[], action: string) => steps.find((step) => step.uses.startsWith(`${action}@`));
const runs = (steps: readonly Step[], command: string) => steps.findIndex((step) => step.run.includes(command));

const requirements: readonly Requirement[] = [
  {
    id: 'R79',
    section: '4.1',
    requirement: 'A tag v*.*.* releases; the version of the image is the tag without v.',
    where: 'release workflow: on.push.tags, the step "version"',
    deviation: {
      defects: ['D78'],
      text: 'A tag with a suffix, such as v1.0.0-rc.1, releases nothing, and the tag must be on the main branch.',
    },
    check: (evidence) =>
      inEveryRepository(evidence, (repository) => {
        const steps = stepsOf(repository);
        const tags = asList(at(repository.workflow, 'on', 'push', 'tags'));
        return unmet({
          'It starts by something else than a tag of a version.': tags.length === 1 && tags[0] === releaseTag,
          'The version is not the tag without v.': steps.some(({ run }) => run.includes('version=${GITHUB_REF_NAME#v}')),
          'A tag beside the main branch releases too.': runs(steps, 'git merge-base --is-ancestor') !== -1,
        });
      }),
  },
  {
    id: 'R80',
    section: '4.1',
    requirement: 'Images go to registry.example.com as erp/financial-service.',
    where: 'release workflow: env.IMAGE, the tags of the push',
    check: (evidence) =>
      inEveryRepository(evidence, (repository) => {
        const build = uses(stepsOf(repository), 'docker/build-push-action');
        return unmet({
          'The image has another name.':
            workflowText(repository.workflow, 'env', 'IMAGE') === `registry.example.com/erp/${repository.service}`,
          'It pushes something else than the version.':
            textAt(build?.inputs, 'tags') === '${{ env.IMAGE }}:${{ steps.version.outputs.version }}',
        });
      }),
  },
  {
    id: 'R81',
    section: '4.1',
    requirement: 'The pipeline checks out, sets up Rust and its cache, tests the workspace, builds, pushes the image and deploys.',
    where: 'release workflow: jobs test, image, deliver and their steps',
    deviation: {
      defects: ['D76', 'D79', 'D82'],
      text: 'Deploying is a pull request to this repository: the pipeline has no access to a cluster. The image is built from the root of the workspace, with a bill of materials, and signed.',
    },
    check: (evidence) =>
      inEveryRepository(evidence, (repository) => {
        const steps = stepsOf(repository);
        const build = uses(steps, 'docker/build-push-action');
        const order = [
          steps.findIndex((step) => step.uses.startsWith('actions/checkout@')),
          runs(steps, 'rustup toolchain install'),
          steps.findIndex((step) => step.uses.startsWith('actions/cache@')),
          runs(steps, 'cargo test --workspace --release --locked'),
          runs(steps, 'cargo build --release --locked'),
          steps.findIndex((step) => step.uses === build?.uses),
          runs(steps, 'cosign sign'),
          runs(steps, 'ops -- deliver'),
        ];
        return unmet({
          'A step is missing, or comes too early.': order.every((position, index) => position > (order[index - 1] ?? -1)),
          'The image is not built from the root of the workspace.': textAt(build?.inputs, 'context') === '.',
          'The image has no bill of materials.': at(build?.inputs, 'sbom') === true,
          'An action is not pinned to a commit.': steps.every((step) => step.uses === '' || pinned.test(step.uses)),
          'It may do more than read by default.': workflowText(repository.workflow, 'permissions', 'contents') === 'read',
          'It reaches for a cluster.': !/kubeconfig|kube_config|kubectl/i.test(JSON.stringify(repository.workflow)),
        });
      }),
  },
  {
    id: 'R82',
    section: '4.1',
    requirement: 'It logs in with REGISTRY_USERNAME and REGISTRY_PASSWORD.',
    where: 'release workflow: the log-in to the registry',
    check: (evidence) =>
      inEveryRepository(evidence, (repository) => {
        const login = uses(stepsOf(repository), 'docker/login-action');
        return unmet({
          'It logs in to another registry.': textAt(login?.inputs, 'registry') === 'registry.example.com',
          'It logs in with another name.': textAt(login?.inputs, 'username') === '${{ secrets.REGISTRY_USERNAME }}',
          'It logs in with another password.': textAt(login?.inputs, 'password') === '${{ secrets.REGISTRY_PASSWORD }}',
        });
      }),
  },
  {
    id: 'R83',
    section: '4.1',
    requirement: 'It waits 5 minutes for the deployment and verifies it.',
    where:
      'Deployment <service>: progressDeadlineSeconds, minReadySeconds, readinessProbe; Application <service>-<environment>: retry, selfHeal',
    deviation: {
      defects: ['D80', 'D81'],
      text: 'Argo CD waits, and shows what is not healthy: a pipeline has no access. A rollout may take 10 minutes, since one pod alone may take almost 3.',
    },
    remaining: { area: 'delivery', text: 'a smoke test after the rollout' },
    check: (evidence) =>
      forEvery(evidence, (service) => [
        ...expectDeployment(service, { spec: { progressDeadlineSeconds: atLeast(300), minReadySeconds: atLeast(10) } }),
        ...expectContainer(service, { readinessProbe: { httpGet: anything } }),
        ...expectObject(
          evidence.argocd,
          { kind: 'Application', namespace: 'argocd', name: `${service.name}-${service.world.environment}` },
          { spec: { syncPolicy: { automated: { selfHeal: true }, retry: { limit: -1, refresh: true } } } },
        ),
      ]),
  },
  {
    id: 'R84',
    section: '4.1',
    requirement: 'Slack is always told the status, the version and the service.',
    where:
      'release workflow: job notify; Application argo-cd: notifications, for every Application, when it is deployed, degraded, or failed to sync',
    check: (evidence) => [
      ...inEveryRepository(evidence, (repository) => {
        const notify = at(repository.workflow, 'jobs', 'notify');
        const { run = '' } = stepsOf(repository).find(({ job }) => job === 'notify') ?? {};
        return unmet({
          'Slack is not told of a failure.': textAt(notify, 'if') === 'always()',
          'Slack is not told how every job ended.': ['test', 'image', 'deliver'].every((job) => asList(at(notify, 'needs')).includes(job)),
          'Slack is not told status, version and service.': ['$STATUS', 'Version: ${GITHUB_REF_NAME#v}', 'Service: $SERVICE'].every(
            (part) => run.includes(part),
          ),
        });
      }),
      ...expectObject(evidence.argocd, argoCd, {
        spec: {
          source: {
            helm: {
              valuesObject: {
                notifications: {
                  enabled: true,
                  notifiers: { 'service.slack': 'token: $slack-token\n' },
                  subscriptions: including({
                    recipients: including('slack:erp-deployments'),
                    triggers: notices.map((name) => `on-${name}`),
                  }),
                },
              },
            },
          },
        },
      }),
      ...notices.flatMap((name) => expectNotice(evidence.argocd, name)),
    ],
  },
];

export default requirements;

/** That a notice is sent, and that its message says which service, which status and which version. */
function expectNotice(argocd: World, name: string): readonly Shortfall[] {
  const manifest = argocd.find(argoCd.kind, argoCd.namespace, argoCd.name);
  if (manifest === undefined) return [missing(argocd, argoCd)];
  const path = 'spec.source.helm.valuesObject.notifications';
  const text = (section: string, key: string) =>
    textAt(manifest.fields, 'spec', 'source', 'helm', 'valuesObject', 'notifications', section, key) ?? '';
  const trigger = `trigger.on-${name}`;
  const template = text('templates', `template.${name}`);
  return [
    ...(text('triggers', trigger).includes(`send: [${name}]`)
      ? []
      : [{ message: `The trigger "${trigger}" does not send "${name}".`, ...place(argocd, manifest, `${path}.triggers["${trigger}"]`) }]),
    ...Object.entries(parts)
      .filter(([, field]) => !template.includes(field))
      .map(([part]) => ({
        message: `The message "${name}" does not say the ${part}.`,
        ...place(argocd, manifest, `${path}.templates["template.${name}"]`),
      })),
  ];
}
