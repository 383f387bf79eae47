import { deliveryFactsOf } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { clouds, type KnownCloud } from '../../kubernetes/cloud/clouds.ts';
import { at, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const application = (values: string, chart = 'cert-manager') => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${chart}-production, namespace: argocd }
spec:
  source: { repoURL: quay.io/jetstack/charts, chart: ${chart}, targetRevision: v1.21.1, helm: { valuesObject: { ${values} } } }
`;

const account = 'serviceAccount: { annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::123456789012:role/erp-dns" } }';
const config = (only: boolean) => `config: { acmeDNS01Config: { recursiveNameserversOnly: ${only} } }`;
const values = 'spec.source.helm.valuesObject';

export default defineRule({
  id: 'require-certificate-access',
  severity: 'error',
  manual: '2.6 (D10)',
  summary: 'Give cert-manager a role that may write into the zone of the hosts, and let it ask the DNS of the cluster for what it wrote.',
  rationale:
    'Issuers prove a host by a record in its zone and have no credentials of their own: without a role there are none. Before it lets the ' +
    'authority look, cert-manager asks the name servers of the zone, to which no policy opens a way, unless it is told to ask the resolver of ' +
    'its pods (cert-manager 1.21, pkg/issuer/acme/dns/util). Either way no certificate is ever issued, and no Gateway gets ready.',
  remediation:
    'Set serviceAccount.annotations and config.acmeDNS01Config.recursiveNameserversOnly in generators/charts/cert-manager.ts; the role is ' +
    'issuer.dns.role of the environment.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest, world) {
    const source = at(manifest.fields, 'spec', 'source');
    if (textAt(source, 'chart') !== 'cert-manager') return [];
    const given = at(source, 'helm', 'valuesObject');
    // The cloud of the platform file; where nobody says it, any that gives roles. On bare metal the solver names a key.
    const named = clouds.find(({ name }) => name === deliveryFactsOf(world)?.cloud.name);
    const annotation = named === undefined ? 'eks.amazonaws.com/role-arn' : named.annotation;
    const isRole = ({ annotation: key = '', role }: KnownCloud) => role?.test(textAt(given, 'serviceAccount', 'annotations', key) ?? '');
    const hasRole = annotation === undefined || (named === undefined ? clouds : [named]).some(isRole);
    return [
      ...(hasRole
        ? []
        : [
            {
              message: `${titleOf(manifest)} gives cert-manager no role: it cannot write into the zone by which it proves a host.`,
              path: `${values}.serviceAccount.annotations["${annotation ?? ''}"]`,
            },
          ]),
      ...(at(given, 'config', 'acmeDNS01Config', 'recursiveNameserversOnly') === true
        ? []
        : [
            {
              message: `${titleOf(manifest)} lets cert-manager ask the name servers of the zone, to which no way is open.`,
              path: `${values}.config.acmeDNS01Config.recursiveNameserversOnly`,
            },
          ]),
    ];
  },

  examples: {
    pass: [
      { name: 'a role, and the DNS of the cluster', manifests: application(`${account}, ${config(true)}`) },
      { name: 'another chart', manifests: application('', 'keda') },
    ],
    fail: [
      {
        name: 'no role',
        from: 'a role, and the DNS of the cluster',
        change: { 'spec.source.helm.valuesObject.serviceAccount': undefined },
        problems: [
          {
            on: 'Application/cert-manager-production',
            message:
              'Application "cert-manager-production" gives cert-manager no role: it cannot write into the zone by which it proves a host.',
            path: `${values}.serviceAccount.annotations["eks.amazonaws.com/role-arn"]`,
          },
        ],
      },
      {
        name: 'the name servers of the zone',
        from: 'a role, and the DNS of the cluster',
        change: { 'spec.source.helm.valuesObject.config.acmeDNS01Config.recursiveNameserversOnly': false },
        problems: [
          {
            on: 'Application/cert-manager-production',
            message: 'Application "cert-manager-production" lets cert-manager ask the name servers of the zone, to which no way is open.',
            path: `${values}.config.acmeDNS01Config.recursiveNameserversOnly`,
          },
        ],
      },
    ],
  },
});
