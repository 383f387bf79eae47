import { gateway } from '../../model/service/backing-services.ts';
import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import { ofObject } from '../expressions.ts';
import type { AlertScope } from '../scope.ts';

/** The Gateway and the certificates (D105). */
export function edge(scope: AlertScope): AlertArea {
  return {
    name: 'edge',
    team: 'infrastructure',
    alerts: [...(scope.gateway ? [gatewayErrors, ...proxyAlerts] : []), ...certificateAlerts(scope)],
  };
}

/** The proxies of the API: those of the tools are in the same namespace, and whether they answer is no matter of its clients. */
export const apiProxies = { namespace: gateway.namespace, gateway_envoyproxy_io_owning_gateway_name: gateway.name } as const;

const answers = (digit: number, prefix = 'https-10443', pod = 'a', { namespace, of }: { namespace?: string; of?: string } = {}) =>
  `envoy_http_downstream_rq_xx{namespace="${namespace ?? gateway.namespace}",gateway_envoyproxy_io_owning_gateway_name="${of ?? gateway.name}",pod="${pod}",envoy_http_conn_manager_prefix="${prefix}",envoy_response_code_class="${digit}"}`;
// Its own page of metrics and its administration are no traffic.
const traffic = [
  `namespace="${apiProxies.namespace}"`,
  `gateway_envoyproxy_io_owning_gateway_name="${gateway.name}"`,
  'envoy_http_conn_manager_prefix=~"https?-.+"',
].join(', ');

const gatewayErrors: Alert = {
  name: 'GatewayErrors',
  expr: [
    `sum by (namespace) (rate(envoy_http_downstream_rq_xx{${traffic}, envoy_response_code_class="5"}[5m]))`,
    '  /',
    `sum by (namespace) (rate(envoy_http_downstream_rq_xx{${traffic}}[5m])) > 0.05`,
  ].join('\n'),
  for: '5m',
  severity: 'critical',
  summary: 'The Gateway answers with errors',
  description:
    '{{ $value | humanizePercentage }} of all answers of the proxies of the API in {{ $labels.namespace }} are 5xx, those of services that it cannot reach among them.',
  examples: [
    {
      when: '5.25 % of the answers of two proxies are errors',
      series: {
        [answers(2)]: '0+1000x60',
        [answers(2, 'https-10443', 'b')]: '0+895x60',
        [answers(5)]: '0+5x60',
        [answers(5, 'https-10443', 'b')]: '0+100x60',
        [answers(2, 'eg-stats-http')]: '0+9000x60',
        [answers(2, 'https-10443', 'a', { namespace: 'tools' })]: '0+9000x60',
        [answers(5, 'https-10443', 'a', { namespace: 'tools' })]: '0+9000x60',
        [answers(2, 'https-10443', 'a', { of: 'tools-gateway' })]: '0+9000x60',
        [answers(5, 'https-10443', 'a', { of: 'tools-gateway' })]: '0+9000x60',
      },
      expect: { '4m': silent, '7m': [fires({ namespace: gateway.namespace }, '5.25%')] },
    },
    {
      when: 'errors have just ended: those of the last 5 minutes count, and no older ones',
      series: { [answers(2)]: '0+500x60', [answers(5)]: '0+500x20 10000x40' },
      expect: { '13m': [fires({ namespace: gateway.namespace }, '28.57%')], '16m': silent },
    },
    {
      when: '4.75 % are, and its own pages answer with errors only',
      series: { [answers(2)]: '0+1905x60', [answers(5)]: '0+95x60', [answers(5, 'eg-stats-http')]: '0+5000x60' },
      expect: { '15m': silent },
    },
  ],
};

const days = (of: string, pod = 'a', namespace: string = gateway.namespace) =>
  `envoy_server_days_until_first_cert_expiring{namespace="${namespace}",gateway_envoyproxy_io_owning_gateway_name="${of}",pod="${pod}"}`;
const refused = (type: string, over = '', namespace: string = gateway.namespace) =>
  `xds_nack_total{namespace="${namespace}",nodeID="a",typeURL="${type}"${over}}`;
const listeners = 'type.googleapis.com/envoy.config.listener.v3.Listener';
const clusters = 'type.googleapis.com/envoy.config.cluster.v3.Cluster';

const proxyAlerts: readonly Alert[] = [
  {
    name: 'GatewayCertificateEnding',
    // Whole days, and 0 of one that has ended; of all that a proxy holds (Envoy 1.39.0, `daysUntilFirstCertExpires`).
    expr: `min by (namespace, gateway_envoyproxy_io_owning_gateway_name) (envoy_server_days_until_first_cert_expiring{namespace="${gateway.namespace}"}) < 14`,
    for: '1h',
    severity: 'warning',
    summary: 'A certificate that {{ $labels.gateway_envoyproxy_io_owning_gateway_name }} shows ends in {{ $value }} days',
    description:
      'A proxy in {{ $labels.namespace }} holds a certificate that ends soon, whatever cert-manager has: it was not renewed, or the new one did not reach the proxy.',
    examples: [
      {
        when: 'one of two proxies still shows the old one',
        step: '4m',
        series: {
          [days(gateway.name)]: '13x60',
          [days(gateway.name, 'b')]: '60x60',
          [days('tools-gateway')]: '60x60',
          [days('mesh', 'a', 'tools')]: '1x60',
        },
        expect: {
          '56m': silent,
          '1h4m': [fires({ namespace: gateway.namespace, gateway_envoyproxy_io_owning_gateway_name: gateway.name }, '13')],
        },
      },
      {
        when: 'those of both Gateways have ended',
        step: '4m',
        series: { [days(gateway.name)]: '0x60', [days('tools-gateway')]: '0x60' },
        expect: {
          '1h4m': [gateway.name, 'tools-gateway'].map((of) =>
            fires({ namespace: gateway.namespace, gateway_envoyproxy_io_owning_gateway_name: of }, '0'),
          ),
        },
      },
      { when: '14 days are left', step: '4m', series: { [days(gateway.name)]: '14x60' }, expect: { '2h': silent } },
    ],
  },
  {
    name: 'GatewayConfigurationRefused',
    // The first one makes the series, which has no increase yet.
    expr: [
      `sum by (namespace, typeURL) (increase(xds_nack_total{namespace="${gateway.namespace}"}[15m])) > 0`,
      'or',
      `sum by (namespace, typeURL) (xds_nack_total{namespace="${gateway.namespace}"} unless xds_nack_total{namespace="${gateway.namespace}"} offset 15m) > 0`,
    ].join('\n'),
    severity: 'critical',
    summary: 'A proxy of the Gateway refuses its configuration',
    description:
      'About {{ $value | humanize }} updates of {{ $labels.typeURL }} were refused in 15 minutes: the proxies in {{ $labels.namespace }} go on with the last good one, and one that starts anew has none.',
    examples: [
      {
        when: 'proxies have refused more listeners, until 15 minutes later',
        series: {
          [refused(listeners)]: '1x50 2x100',
          [refused(listeners, ',pod="b"')]: '1x50 2x100',
          [refused(clusters)]: '3x50 4x100',
          [refused(listeners, '', 'tools')]: '0+1x150',
        },
        expect: {
          '24m': silent,
          '27m': [
            fires({ namespace: gateway.namespace, typeURL: listeners }, '2'),
            fires({ namespace: gateway.namespace, typeURL: clusters }, '1'),
          ],
          '39m': [
            fires({ namespace: gateway.namespace, typeURL: listeners }, '2'),
            fires({ namespace: gateway.namespace, typeURL: clusters }, '1'),
          ],
          '42m': silent,
        },
      },
      {
        when: 'a proxy has refused one for the first time, until 15 minutes later',
        series: {
          [refused(listeners)]: '_x20 1x100',
          [refused(clusters)]: '_x20 1x100',
          [refused(clusters, ',pod="b"')]: '_x20 1x100',
          [refused(listeners, '', 'tools')]: '_x20 1x100',
        },
        expect: {
          '9m': silent,
          '12m': [
            fires({ namespace: gateway.namespace, typeURL: listeners }, '1'),
            fires({ namespace: gateway.namespace, typeURL: clusters }, '2'),
          ],
          '24m': [
            fires({ namespace: gateway.namespace, typeURL: listeners }, '1'),
            fires({ namespace: gateway.namespace, typeURL: clusters }, '2'),
          ],
          '27m': silent,
        },
      },
      {
        when: 'none does now',
        series: { [refused(listeners)]: '7x60', [refused(clusters)]: '_x10 0x50' },
        expect: { '16m': silent, '20m': silent },
      },
    ],
  },
];

function certificateAlerts({ app }: AlertScope): readonly Alert[] {
  const certificate = (metric: string, name: string, over = '', namespace = app) =>
    `certmanager_certificate_${metric}{namespace="cert-manager",exported_namespace="${namespace}",name="${name}"${over}}`;
  const own = { namespace: app, name: 'erp-tls' };
  const ready = (name: string, condition: string, over = '') => certificate('ready_status', name, `,condition="${condition}"${over}`);
  return [
    {
      name: 'CertificateExpiringSoon',
      expr: `min by (namespace, name) (${ofObject('certmanager_certificate_expiration_timestamp_seconds > 0')}) - time() < 21 * 86400`,
      for: '1h',
      severity: 'warning',
      summary: '{{ $labels.namespace }}/{{ $labels.name }} expires in {{ $value | humanizeDuration }}',
      description: 'Certificates are renewed 30 days before their end: for 9 days or more the renewal of this one has failed.',
      examples: [
        {
          when: '20 days and 12 hours are left, whatever an old pod says',
          step: '4m',
          series: {
            [certificate('expiration_timestamp_seconds', 'erp-tls')]: '1778400x60',
            [certificate('expiration_timestamp_seconds', 'erp-tls', ',pod="old"')]: '9778400x60',
            [certificate('expiration_timestamp_seconds', 'fresh')]: '7776000x60',
          },
          expect: { '56m': silent, '1h4m': [fires(own, '20d 12h 56m 0s')], '2h': [fires(own, '20d 12h 0m 0s')] },
        },
        {
          when: '21 days and 12 hours are left, and another was never issued',
          step: '4m',
          series: {
            [certificate('expiration_timestamp_seconds', 'erp-tls')]: '1864800x60',
            [certificate('expiration_timestamp_seconds', 'new')]: '0x60',
          },
          expect: { '2h': silent },
        },
      ],
    },
    {
      name: 'CertificateNotReady',
      expr: `max by (namespace, name) (${ofObject('certmanager_certificate_ready_status{condition!="True"}')}) == 1`,
      for: '15m',
      severity: 'warning',
      summary: 'Certificate {{ $labels.namespace }}/{{ $labels.name }} is not ready',
      description:
        'cert-manager cannot issue the certificate {{ $labels.name }} of {{ $labels.namespace }}: see its CertificateRequest and Challenge.',
      examples: [
        {
          when: 'it is not ready',
          series: {
            [ready('erp-tls', 'False')]: '1x60',
            [ready('erp-tls', 'True')]: '0x60',
            [ready('erp-tls', 'Unknown')]: '0x60',
            [ready('fine', 'True')]: '1x60',
            [ready('fine', 'False')]: '0x60',
          },
          expect: { '14m': silent, '16m': [fires(own)] },
        },
        { when: 'all are', series: { [ready('fine', 'True')]: '1x60', [ready('fine', 'False')]: '0x60' }, expect: { '25m': silent } },
      ],
    },
  ];
}
