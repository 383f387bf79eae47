import {
  flag,
  gatewayDuration,
  integer,
  type JsonSchema,
  list,
  mapping,
  objectName,
  oneOf,
  portNumber,
  quantity,
  text,
  word,
} from '../json-schema.ts';
import { localReference } from './gateway-api.ts';

const httpStatus = integer(100, 599);

/** Liveness of TCP connections. */
export const tcpKeepalive: JsonSchema = mapping({}, { probes: integer(), idleTime: gatewayDuration, interval: gatewayDuration });

/** Sizes and limits of HTTP/2. */
export const http2: JsonSchema = mapping(
  {},
  {
    maxConcurrentStreams: integer(1, 2_147_483_647),
    initialStreamWindowSize: quantity,
    initialConnectionWindowSize: quantity,
    onInvalidMessage: oneOf('TerminateConnection', 'TerminateStream'),
  },
);

/** Which part of something: `numerator` of `denominator`, which is 100 when absent. */
export const fraction: JsonSchema = mapping({ numerator: integer(0) }, { denominator: integer(1) });

const stringMatch = (...types: readonly string[]) => mapping({ name: word }, { type: oneOf(...types), value: text, invert: flag });

/** One rule of a rate limit: which requests it counts, and how many it lets through. */
export const rateLimitRule: JsonSchema = mapping(
  {
    limit: mapping({ requests: integer(0, 4_294_967_295), unit: oneOf('Second', 'Minute', 'Hour', 'Day', 'Week', 'Month', 'Year') }),
  },
  {
    clientSelectors: list(
      mapping(
        {},
        {
          headers: list(stringMatch('Exact', 'RegularExpression', 'Distinct'), { maxItems: 128 }),
          queryParams: list(stringMatch('Exact', 'RegularExpression', 'Distinct'), { maxItems: 16 }),
          methods: list(
            mapping({ value: oneOf('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH') }, { invert: flag }),
          ),
          path: mapping({ value: text }, { type: oneOf('Exact', 'PathPrefix', 'RegularExpression'), invert: flag }),
          sourceCIDR: mapping({ value: word }, { type: oneOf('Exact', 'Distinct'), invert: flag }),
        },
      ),
      { maxItems: 8 },
    ),
    cost: mapping({}, { request: rateLimitCost(), response: rateLimitCost() }),
    shadowMode: flag,
    shared: flag,
    xRateLimitHeaders: oneOf('Off', 'DraftVersion03'),
  },
);

/** Active health checks of a backend, and the ejection of endpoints that fail. */
export const healthCheck: JsonSchema = mapping(
  {},
  {
    active: mapping(
      { type: oneOf('HTTP', 'TCP', 'GRPC') },
      {
        interval: gatewayDuration,
        timeout: gatewayDuration,
        initialJitter: gatewayDuration,
        healthyThreshold: integer(1),
        unhealthyThreshold: integer(1),
        http: mapping(
          { path: word },
          { hostname: objectName, method: text, expectedStatuses: list(httpStatus), retriableStatuses: list(httpStatus) },
        ),
        grpc: mapping({}, { service: text }),
        overrides: mapping({}, { port: portNumber }),
      },
    ),
    passive: mapping(
      {},
      {
        interval: gatewayDuration,
        baseEjectionTime: gatewayDuration,
        consecutive5XxErrors: integer(),
        consecutiveGatewayErrors: integer(),
        consecutiveLocalOriginFailures: integer(),
        failurePercentageThreshold: integer(0, 100),
        maxEjectionPercent: integer(0, 100),
        splitExternalLocalOriginErrors: flag,
        alwaysEjectOneEndpoint: flag,
      },
    ),
    panicThreshold: integer(0, 100),
  },
);

/** When a failed request is tried again. */
export const retry: JsonSchema = mapping(
  {},
  {
    numRetries: integer(0),
    numAttemptsPerPriority: integer(),
    retryOn: mapping(
      {},
      {
        httpStatusCodes: list(httpStatus),
        triggers: list(
          oneOf(
            '5xx',
            'gateway-error',
            'reset',
            'reset-before-request',
            'connect-failure',
            'retriable-4xx',
            'refused-stream',
            'retriable-status-codes',
            'cancelled',
            'deadline-exceeded',
            'internal',
            'resource-exhausted',
            'unavailable',
          ),
        ),
      },
    ),
    perRetry: mapping(
      {},
      { timeout: gatewayDuration, backOff: mapping({}, { baseInterval: gatewayDuration, maxInterval: gatewayDuration }) },
    ),
  },
);

/** How requests are shared out to the pods of a backend. */
export const loadBalancer: JsonSchema = mapping(
  { type: oneOf('ConsistentHash', 'LeastRequest', 'Random', 'RoundRobin', 'BackendUtilization') },
  {
    slowStart: mapping({ window: gatewayDuration }),
    consistentHash: mapping(
      { type: oneOf('SourceIP', 'Header', 'Headers', 'Cookie', 'QueryParams') },
      {
        header: mapping({ name: text }),
        headers: list(mapping({ name: text })),
        cookie: mapping({ name: text }, { ttl: gatewayDuration }),
        queryParams: list(mapping({ name: text })),
        tableSize: integer(2, 5_000_011),
      },
    ),
    zoneAware: mapping(
      {},
      {
        preferLocal: mapping(
          {},
          {
            minEndpointsThreshold: integer(),
            percentageEnabled: integer(0, 100),
            force: mapping({}, { minEndpointsInZoneThreshold: integer() }),
          },
        ),
      },
    ),
  },
);

/** How many connections and requests a backend may have at a time. */
export const circuitBreaker: JsonSchema = mapping(
  {},
  {
    maxConnections: integer(0, 4_294_967_295),
    maxPendingRequests: integer(0, 4_294_967_295),
    maxParallelRequests: integer(0, 4_294_967_295),
    maxParallelRetries: integer(0, 4_294_967_295),
    maxRequestsPerConnection: integer(0, 4_294_967_295),
    perEndpoint: mapping({}, { maxConnections: integer(0, 4_294_967_295) }),
  },
);

/** A body that the proxy itself answers with. */
export const responseBody: JsonSchema = mapping({ type: oneOf('Inline', 'ValueRef') }, { inline: text, valueRef: localReference });

/** Fields of TLS that server and client side share. */
export const tlsSettings = {
  minVersion: oneOf('Auto', '1.0', '1.1', '1.2', '1.3'),
  maxVersion: oneOf('Auto', '1.0', '1.1', '1.2', '1.3'),
  ciphers: list(text),
  ecdhCurves: list(text),
  signatureAlgorithms: list(text),
  alpnProtocols: list(oneOf('http/1.0', 'http/1.1', 'h2')),
} as const;

/** Sizes of the buffers of a connection. */
export const buffers = { bufferLimit: quantity, socketBufferLimit: quantity } as const;

function rateLimitCost(): JsonSchema {
  return mapping({ from: oneOf('Number', 'Metadata') }, { number: integer(), metadata: mapping({ namespace: text, key: text }) });
}
