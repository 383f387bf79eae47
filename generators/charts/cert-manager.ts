import { cloudOf } from '../clouds/clouds.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { operatorNamespaces } from '../model/platform/operators.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { priorities } from '../model/priorities.ts';
import { apart } from './apart.ts';
import type { ChartDraft } from './chart.ts';

/** Certificates from the authority of the environment (manual 2.6, D10). */
export function certManager({ replicas, issuer }: EnvironmentDefinition, platform: PlatformDefinition): ChartDraft {
  const { identity } = cloudOf(platform);
  const annotations = identity.annotations(issuer.dns.role);
  const replicaCount = 'fixed' in replicas ? 1 : 2;
  const pods = (name: string, component = name) =>
    apart(replicaCount, {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/instance': 'cert-manager',
      'app.kubernetes.io/component': component,
    });
  const podDisruptionBudget = { enabled: replicaCount > 1, maxUnavailable: 1 };
  return {
    name: 'cert-manager',
    source: 'generators/charts/cert-manager.ts',
    repository: 'quay.io/jetstack/charts',
    chart: 'cert-manager',
    syncWave: -10,
    namespace: operatorNamespaces.certManager,
    values: {
      // Without its definitions all certificates would be gone: they stay, whatever happens to the release.
      crds: { enabled: true, keep: true },
      // Its default is kube-system, where the project may not write.
      global: { leaderElection: { namespace: operatorNamespaces.certManager }, priorityClassName: priorities.platform.name },
      // It writes into the zone of the hosts by a role of its own; the cloud gives it a token for that.
      ...(Object.keys(annotations).length > 0 && { serviceAccount: { annotations } }),
      ...(Object.keys(identity.podLabels).length > 0 && { podLabels: identity.podLabels }),
      config: {
        apiVersion: 'controller.config.cert-manager.io/v1alpha1',
        kind: 'ControllerConfiguration',
        gatewayAPI: { enabled: true },
        // Whether its record is there it asks the DNS of the cluster: to the name servers of the zone no way is open.
        acmeDNS01Config: { recursiveNameserversOnly: true },
      },
      replicaCount,
      podDisruptionBudget,
      ...pods('cert-manager', 'controller'),
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
      webhook: {
        replicaCount,
        podDisruptionBudget,
        ...pods('webhook'),
        resources: { requests: { cpu: '25m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
      },
      cainjector: {
        replicaCount,
        podDisruptionBudget,
        ...pods('cainjector'),
        resources: { requests: { cpu: '25m', memory: '128Mi' }, limits: { cpu: '200m', memory: '512Mi' } },
      },
      // Argo CD waits for the Deployments; the job would only ask again.
      startupapicheck: { enabled: false },
      // Scraped by the PodMonitor of the application monitoring.
      prometheus: { enabled: true, servicemonitor: { enabled: false } },
    },
  };
}
