import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as logs from '@grafana/grafana-foundation-sdk/logs';
import * as loki from '@grafana/grafana-foundation-sdk/loki';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { runbookPage } from '../model/platform/git-host.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { dataSources } from './data-sources.ts';

/** Queries by their legend, in the notation of Grafana: `{{pod}}`. */
export type Queries = Readonly<Record<string, string>>;

/** What a panel shows, and from where on it is bad. */
export interface PanelPlan {
  readonly title: string;
  /** What a reader should make of it. */
  readonly description: string;
  /** Unit of the values, of `@grafana/grafana-foundation-sdk/units`. */
  readonly unit: string;
  readonly queries: Queries;
  /** Values of this and above are red; `below`: under it. */
  readonly red?: number | { readonly below: number };
  readonly max?: number;
  /** Address of the page that says what to do. */
  readonly runbook?: string;
}

/** Lines over time. */
export function lines({ title, description, unit, queries, red, max, runbook }: PanelPlan): timeseries.PanelBuilder {
  const panel = new timeseries.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSources.prometheus)
    .unit(unit)
    .min(0)
    .lineWidth(1)
    .fillOpacity(10)
    .showPoints(common.VisibilityMode.Never)
    .legend(legend(['mean', 'max', 'lastNotNull']))
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending))
    .targets(targets(queries));
  if (max !== undefined) panel.max(max);
  if (red !== undefined)
    panel
      .thresholds(steps(red))
      .thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed));
  return runbook === undefined ? panel : panel.links([runbookLink(runbook)]);
}

/** One number for each query, the newest. */
export function numbers({ title, description, unit, queries, red, runbook }: PanelPlan): stat.PanelBuilder {
  const panel = new stat.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSources.prometheus)
    .unit(unit)
    .colorMode(common.BigValueColorMode.Background)
    .graphMode(common.BigValueGraphMode.None)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(steps(red))
    .targets(targets(queries));
  return runbook === undefined ? panel : panel.links([runbookLink(runbook)]);
}

/** The newest values as a table, one line for each series. */
export function rows({ title, description, unit, queries, red }: PanelPlan): table.PanelBuilder {
  return new table.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSources.prometheus)
    .unit(unit)
    .filterable(true)
    .thresholds(steps(red))
    .overrideByName('Time', [{ id: 'custom.hidden', value: true }])
    .targets(
      Object.entries(queries).map(([legendFormat, expr], index) =>
        query(expr, legendFormat, index).instant().format(prometheus.PromQueryFormat.Table),
      ),
    );
}

/** Lines of a log. */
export function logLines(title: string, description: string, expr: string): logs.PanelBuilder {
  return new logs.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSources.loki)
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(common.LogsSortOrder.Descending)
    .targets([new loki.DataqueryBuilder().refId('A').datasource(dataSources.loki).expr(expr).queryType('range').maxLines(500)]);
}

/** The page of an alert (manual 8). */
export function runbookOf({ git }: PlatformDefinition, alert: string): string {
  return runbookPage(git, alert);
}

/** A link of a panel to another page. */
export function link(title: string, url: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).targetBlank(true);
}

function runbookLink(url: string): DashboardLinkBuilder {
  return link('Runbook', url);
}

function legend(calcs: readonly string[]): common.VizLegendOptionsBuilder {
  return new common.VizLegendOptionsBuilder()
    .displayMode(common.LegendDisplayMode.Table)
    .placement(common.LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([...calcs]);
}

function targets(queries: Queries): cog.Builder<cog.Dataquery>[] {
  return Object.entries(queries).map(([legendFormat, expr], index) => query(expr, legendFormat, index).range());
}

function query(expr: string, legendFormat: string, index: number): prometheus.DataqueryBuilder {
  return new prometheus.DataqueryBuilder()
    .refId(String.fromCharCode('A'.charCodeAt(0) + index))
    .datasource(dataSources.prometheus)
    .editorMode(prometheus.QueryEditorMode.Code)
    .expr(expr)
    .legendFormat(legendFormat);
}

/** Green, and red from a value on or under it; blue where nothing is good or bad. */
function steps(red: PanelPlan['red']): cog.Builder<{ mode: ThresholdsMode; steps: Threshold[] }> {
  const all: Threshold[] =
    red === undefined
      ? [{ value: null, color: 'blue' }]
      : typeof red === 'number'
        ? [
            { value: null, color: 'green' },
            { value: red, color: 'red' },
          ]
        : [
            { value: null, color: 'red' },
            { value: red.below, color: 'green' },
          ];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(all);
}
