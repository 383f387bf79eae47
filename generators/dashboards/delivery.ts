import * as units from '@grafana/grafana-foundation-sdk/units';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import type { DashboardPlan, Row } from './layout.ts';
import { lines, numbers, rows, runbookOf } from './panels.ts';
import { share, window } from './queries.ts';
import { labelVariable } from './variables.ts';

const project = 'project=~"$project"';
const apps = `argocd_app_info{${project}}`;

/** What Argo CD syncs, what has drifted, and which versions run (manual 4.1, 5.3). */
export function deliveryDashboard(platform: PlatformDefinition): DashboardPlan {
  return {
    uid: 'delivery',
    title: 'ERP / Delivery',
    variables: [
      labelVariable('project', 'project', 'argocd_app_info').includeAll(true).multi(true).allValue('.*'),
      labelVariable('namespace', 'namespace', 'kube_deployment_created'),
    ],
    rows: [state(platform), syncs(), versions(platform)],
  };
}

function state(platform: PlatformDefinition): Row {
  const all = (condition: string) => `count(argocd_app_info{${project}, ${condition}}) or vector(0)`;
  return {
    title: 'State',
    height: 4,
    panels: [
      numbers({
        title: 'Applications',
        description: 'That Argo CD knows.',
        unit: units.Short,
        queries: { applications: `count(${apps})` },
      }),
      numbers({
        title: 'Drifted',
        description: 'The cluster is not what Git says.',
        unit: units.Short,
        queries: { drifted: all('sync_status="OutOfSync"') },
        red: 1,
        runbook: runbookOf(platform, 'ArgoCdAppOutOfSync'),
      }),
      numbers({
        title: 'Degraded',
        description: 'Synced or not, they do not work.',
        unit: units.Short,
        queries: { degraded: all('health_status=~"Degraded|Missing"') },
        red: 1,
        runbook: runbookOf(platform, 'ArgoCdAppDegraded'),
      }),
      numbers({
        title: 'Progressing',
        description: 'On their way.',
        unit: units.Short,
        queries: { progressing: all('health_status="Progressing"') },
      }),
      numbers({
        title: 'Unknown',
        description: 'Argo CD cannot tell: a broken overlay, or a cluster that does not answer.',
        unit: units.Short,
        queries: { unknown: all('sync_status="Unknown"') },
        red: 1,
      }),
    ],
  };
}

function syncs(): Row {
  const grown = (metric: string) => `sum by (name) (increase(${metric}{${project}}[$__range]))`;
  return {
    title: 'Syncs',
    height: 8,
    perLine: 3,
    panels: [
      lines({
        title: 'Syncs',
        description: 'By how they ended; in each step.',
        unit: units.Short,
        queries: { '{{phase}}': `sum by (phase) (increase(argocd_app_sync_total{${project}}[${window}]))` },
      }),
      rows({
        title: 'Time of a sync',
        description: 'The mean of each application in the time shown.',
        unit: units.Seconds,
        queries: { mean: `topk(20, ${share(grown('argocd_app_sync_duration_seconds_total'), grown('argocd_app_sync_total'))})` },
      }),
      lines({
        title: 'Drift',
        description: 'Applications out of sync, by project.',
        unit: units.Short,
        queries: { '{{project}}': `count by (project) (argocd_app_info{${project}, sync_status="OutOfSync"})` },
      }),
      rows({
        title: 'Not as it should be',
        description: 'Applications that are drifted or do not work.',
        unit: units.Short,
        queries: {
          state: `max by (name, project, sync_status, health_status) (argocd_app_info{${project}, sync_status!="Synced"}) or max by (name, project, sync_status, health_status) (argocd_app_info{${project}, health_status!="Healthy"})`,
        },
      }),
      lines({
        title: 'Reconciliation, p95',
        description: 'How long Argo CD needs to compare an application.',
        unit: units.Seconds,
        queries: { p95: `histogram_quantile(0.95, sum by (le) (rate(argocd_app_reconcile_bucket[${window}])))` },
      }),
      lines({
        title: 'Git requests',
        description: 'By what is asked.',
        unit: units.OpsPerSecond,
        queries: { '{{request_type}}': `sum by (request_type) (rate(argocd_git_request_total[${window}]))` },
      }),
    ],
  };
}

function versions(platform: PlatformDefinition): Row {
  return {
    title: 'Versions',
    height: 9,
    perLine: 2,
    panels: [
      rows({
        title: 'Images that run',
        description: 'Pods of each image. Two lines for one container: a rollout is under way, or stuck.',
        unit: units.Short,
        queries: { pods: 'count by (container, image_spec) (kube_pod_container_info{namespace="$namespace"})' },
      }),
      rows({
        title: 'Rollouts that do not move',
        description: 'Deployments that passed their deadline.',
        unit: units.Short,
        queries: {
          deployments:
            'max by (deployment, reason) (kube_deployment_status_condition{namespace="$namespace", condition="Progressing", status="false"}) == 1',
        },
      }),
      rows({
        title: 'Secrets that are not synced',
        description: 'ExternalSecrets whose last synchronisation failed.',
        unit: units.Short,
        queries: { secrets: 'max by (exported_namespace, name) (externalsecret_status_condition{condition="Ready", status="False"}) == 1' },
      }),
      lines({
        title: 'Autoscalers that cannot ask',
        description: 'Errors of the triggers of KEDA.',
        unit: units.OpsPerSecond,
        queries: { '{{scaledObject}}': `sum by (scaledObject) (rate(keda_scaler_detail_errors_total[${window}]))` },
        runbook: runbookOf(platform, 'HPAScalingInactive'),
      }),
    ],
  };
}
