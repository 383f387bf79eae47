import {
  flag,
  integer,
  integerOrText,
  type JsonSchema,
  labelSelector,
  labels,
  list,
  mapOf,
  mapping,
  matching,
  oneOf,
  text,
  word,
} from '../json-schema.ts';

/** A duration of Prometheus: `30s`, `1h30m`, `2d`, from large to small. */
export const prometheusDuration: JsonSchema = matching('0|(?=\\d)(\\d+y)?(\\d+w)?(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?');

const key = mapping({ key: word }, { name: text, optional: flag });
const keySource = mapping({}, { secret: key, configMap: key });
const relabelings = list(
  mapping(
    {},
    {
      action: oneOf(
        ...['replace', 'Replace', 'keep', 'Keep', 'drop', 'Drop', 'hashmod', 'HashMod', 'labelmap', 'LabelMap', 'labeldrop'],
        ...['LabelDrop', 'labelkeep', 'LabelKeep', 'lowercase', 'Lowercase', 'uppercase', 'Uppercase', 'keepequal', 'KeepEqual'],
        ...['dropequal', 'DropEqual'],
      ),
      sourceLabels: list(text),
      separator: text,
      regex: text,
      modulus: integer(0),
      replacement: text,
      targetLabel: text,
    },
  ),
);

/** How one port of a target is scraped: the fields that PodMonitor and ServiceMonitor share. */
export const endpoint = {
  port: text,
  targetPort: integerOrText,
  path: text,
  scheme: oneOf('http', 'https', 'HTTP', 'HTTPS'),
  params: mapOf(list(text)),
  interval: prometheusDuration,
  scrapeTimeout: prometheusDuration,
  honorLabels: flag,
  honorTimestamps: flag,
  followRedirects: flag,
  enableHttp2: flag,
  filterRunning: flag,
  relabelings,
  metricRelabelings: relabelings,
  authorization: mapping({}, { type: text, credentials: key }),
  basicAuth: mapping({}, { username: key, password: key }),
  bearerTokenSecret: key,
  tlsConfig: mapping({}, { ca: keySource, cert: keySource, keySecret: key, insecureSkipVerify: flag, serverName: text }),
} as const;

/** What a PodMonitor and a ServiceMonitor share beside their endpoints. */
export const monitor = {
  namespaceSelector: mapping({}, { any: flag, matchNames: list(text) }),
  jobLabel: text,
  podTargetLabels: list(text),
  sampleLimit: integer(0),
  targetLimit: integer(0),
  labelLimit: integer(0),
  labelNameLengthLimit: integer(0),
  labelValueLengthLimit: integer(0),
  keepDroppedTargets: integer(0),
  attachMetadata: mapping({}, { node: flag }),
  scrapeClass: word,
  scrapeProtocols: list(
    oneOf('PrometheusProto', 'OpenMetricsText0.0.1', 'OpenMetricsText1.0.0', 'PrometheusText0.0.4', 'PrometheusText1.0.0'),
  ),
} as const;

/** One alert or one recording rule. */
export const rule: JsonSchema = mapping(
  { expr: integerOrText },
  { alert: text, record: text, for: prometheusDuration, keep_firing_for: prometheusDuration, labels, annotations: labels },
  { oneOf: [{ required: ['alert'] }, { required: ['record'] }] },
);

/** Which pods or Services are scraped. */
export const selector: JsonSchema = labelSelector;
