import type { AreaTeam } from '../model/environment/alerting.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import type { CustomResource } from '../model/object.ts';
import { runbookPage } from '../model/platform/git-host.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { serviceLabels } from '../resources/labels.ts';
import type { Alert, AlertArea } from './alert.ts';
import { ownTeam } from './team.ts';

/** How often a group is evaluated (manual 5.2). */
const interval = '30s';

/** The PrometheusRule of an area, whose rules carry what routing and people need (D106, R102). */
export function prometheusRule({ name, team, alerts }: AlertArea, environment: EnvironmentDefinition, platform: PlatformDefinition) {
  const object = `erp-${name}`;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: object, namespace: environment.namespaces.infra, labels: serviceLabels(object) },
    spec: {
      groups: [
        {
          name: object,
          interval,
          rules: alerts.map((alert) => alertingRule(alert, teamOf(alert, alert.team ?? team, platform), environment, platform)),
        },
      ],
    },
  } satisfies CustomResource;
}

/** Who hears of it: where services belong to teams, each hears of its own. */
function teamOf(alert: Alert, team: AreaTeam, { teams }: PlatformDefinition): string {
  return team === 'application' && teams !== undefined ? ownTeam(alert, team) : team;
}

/** Address of the page that says what to do, which has a heading for each alert. */
export function runbookUrl({ git }: PlatformDefinition, alert: string): string {
  return runbookPage(git, alert);
}

function alertingRule(
  { name, expr, for: held, severity, summary, description }: Alert,
  team: string,
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
) {
  return {
    alert: name,
    expr,
    ...(held !== undefined && { for: held }),
    labels: { severity, team, environment: environment.name },
    annotations: { summary, description, runbook_url: runbookUrl(platform, name) },
  };
}
