import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** A builder of a panel, whatever it shows. */
export type PanelBuilder = cog.Builder<Panel> & {
  id(id: number): PanelBuilder;
  gridPos(position: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }): PanelBuilder;
};

/** Panels side by side under a title. They share 24 columns, as many lines of them as they need. */
export interface Row {
  readonly title: string;
  /** Grid units of 30 pixels. */
  readonly height: number;
  /** Panels in one line; absent: all. */
  readonly perLine?: number;
  readonly panels: readonly PanelBuilder[];
}

/** A dashboard as its author thinks of it; ids, places and the usual settings follow. */
export interface DashboardPlan {
  /** Also the name of its file. */
  readonly uid: 'service' | 'postgres' | 'redis' | 'kafka' | 'environment' | 'delivery' | 'workloads';
  readonly title: string;
  readonly variables: readonly cog.Builder<VariableModel>[];
  readonly rows: readonly Row[];
}

const columns = 24;
const tag = 'erp';

/** The same plan gives the same dashboard, everywhere. */
export function dashboard({ uid, title, variables, rows }: DashboardPlan): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .tags([tag])
    .readonly()
    .timezone('browser')
    .refresh('30s')
    .time({ from: 'now-3h', to: 'now' })
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([...variables])
    .link(
      new DashboardLinkBuilder('ERP dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags([tag])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    );
  let id = 0;
  let y = 0;
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title).id(++id).gridPos({ x: 0, y, w: columns, h: 1 }));
    y += 1;
    const perLine = row.perLine ?? row.panels.length;
    const w = Math.floor(columns / perLine);
    row.panels.forEach((panel, index) => {
      const position = { x: (index % perLine) * w, y: y + Math.floor(index / perLine) * row.height, w, h: row.height };
      builder.withPanel(panel.id(++id).gridPos(position));
    });
    y += Math.ceil(row.panels.length / perLine) * row.height;
  }
  return builder.build();
}
