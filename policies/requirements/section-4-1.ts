import { textAt } from '../kubernetes/fields.ts';
import type { World } from '../model.ts';
import { expectObject, missing, place } from './model/expectations.ts';
import { including } from './model/pattern.ts';
import type { Requirement, Shortfall } from './model/requirement.ts';

const argoCd = { kind: 'Application', namespace: 'argocd', name: 'argo-cd' };
const notices = ['deployed', 'health-degraded', 'sync-failed'];

/** What a message must hold, by the field of the Application that says it. */
const parts: Readonly<Record<string, string>> = {
  service: 'erp.example.com/application',
  status: '"Status"',
  version: '.app.status.summary.images',
};

const requirements: readonly Requirement[] = [
  { id: 'R79', section: '4.1', requirement: 'A tag v*.*.* releases; the version of the image is the tag without v.', open: 'delivery' },
  { id: 'R80', section: '4.1', requirement: 'Images go to registry.example.com as erp/financial-service.', open: 'delivery' },
  {
    id: 'R81',
    section: '4.1',
    requirement: 'The pipeline checks out, sets up Rust and its cache, tests the workspace, builds, pushes the image and deploys.',
    open: 'delivery',
  },
  { id: 'R82', section: '4.1', requirement: 'It logs in with REGISTRY_USERNAME and REGISTRY_PASSWORD.', open: 'delivery' },
  { id: 'R83', section: '4.1', requirement: 'It waits 5 minutes for the deployment and verifies it.', open: 'delivery' },
  {
    id: 'R84',
    section: '4.1',
    requirement: 'Slack is always told the status, the version and the service.',
    where: 'Application argo-cd: notifications; for every Application, when it is deployed, degraded, or failed to sync',
    check: ({ argocd }) => [
      ...expectObject(argocd, argoCd, {
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
      ...notices.flatMap((name) => expectNotice(argocd, name)),
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
