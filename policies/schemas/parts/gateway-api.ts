import {
  flag,
  gatewayDuration,
  integer,
  type JsonSchema,
  labelSelector,
  labels,
  list,
  mapping,
  matching,
  namespaceName,
  objectName,
  oneOf,
  portNumber,
  text,
  word,
} from '../json-schema.ts';

const group = matching('|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*');
const kind = matching('[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?');
const headerName = matching("[A-Za-z0-9!#$%&'*+\\-.^_`|~]+");
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'] as const;

/** A host name, with or without a leading `*.`. */
export const hostname: JsonSchema = matching('(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*');
/** The Gateway, and the listener of it, to which a route belongs. */
export const parentReference: JsonSchema = mapping(
  { name: word },
  { group, kind, namespace: namespaceName, sectionName: objectName, port: portNumber },
);
/** An object of the same namespace; `kind` and `group` default to a Secret or Service. */
export const secretReference: JsonSchema = mapping({ name: word }, { group, kind, namespace: namespaceName });
/** An object of the same namespace, kind and group included. */
export const localReference: JsonSchema = mapping({ group, kind, name: word });
/** An object of any kind, such as the parameters of a GatewayClass. */
export const parametersReference: JsonSchema = mapping({ group, kind, name: word }, { namespace: namespaceName });
/** Where requests go, without a weight. */
export const backendReference: JsonSchema = mapping({ name: word }, { group, kind, namespace: namespaceName, port: portNumber });
/** One backend of a policy, with its share of the requests. */
export const policyBackend: JsonSchema = mapping(
  { name: word },
  { group, kind, namespace: namespaceName, port: portNumber, weight: integer(0, 1_000_000), fallback: flag },
);
/** From which routes' namespaces a listener takes routes. */
export const allowedRoutes: JsonSchema = mapping(
  {},
  {
    namespaces: mapping({}, { from: oneOf('All', 'Selector', 'Same'), selector: labelSelector }),
    kinds: list(mapping({ kind }, { group }), { maxItems: 8 }),
  },
);
/** Who may refer to what, across namespaces. */
export const grant = {
  from: mapping({ group, kind, namespace: namespaceName }),
  to: mapping({ group, kind }, { name: word }),
} as const;
/** Labels and annotations of what a Gateway makes, and the parameters for it. */
export const infrastructure: JsonSchema = mapping({}, { labels, annotations: labels, parametersRef: localReference });

/** HTTP methods. */
export const method: JsonSchema = oneOf(...methods);
/** Rules of a browser's cross-origin requests. */
export const cors: JsonSchema = mapping(
  {},
  {
    allowOrigins: list(text, { maxItems: 64 }),
    allowMethods: list(oneOf(...methods, '*'), { maxItems: 9 }),
    allowHeaders: list(text, { maxItems: 64 }),
    exposeHeaders: list(text, { maxItems: 64 }),
    allowCredentials: flag,
    maxAge: integer(1),
  },
);
const header = mapping({ name: headerName, value: word });
/** Changes of the headers of a request or response. */
export const headerModifier: JsonSchema = mapping(
  {},
  { set: list(header, { maxItems: 16 }), add: list(header, { maxItems: 16 }), remove: list(text, { maxItems: 16 }) },
);
/** Changes of headers at the edge of the proxy, before routing or after the response. */
export const edgeHeaderModifier: JsonSchema = mapping(
  {},
  {
    set: list(header, { minItems: 1, maxItems: 64 }),
    add: list(header, { minItems: 1, maxItems: 64 }),
    addIfAbsent: list(header, { minItems: 1, maxItems: 64 }),
    remove: list(text, { minItems: 1, maxItems: 64 }),
  },
);
const pathModifier = mapping({ type: oneOf('ReplaceFullPath', 'ReplacePrefixMatch') }, { replaceFullPath: text, replacePrefixMatch: text });

/** One filter of a rule or backend of an HTTPRoute: `type`, and the block of that type. */
export const httpFilter: JsonSchema = mapping(
  {
    type: oneOf(
      'RequestHeaderModifier',
      'ResponseHeaderModifier',
      'RequestMirror',
      'RequestRedirect',
      'URLRewrite',
      'ExtensionRef',
      'CORS',
    ),
  },
  {
    requestHeaderModifier: headerModifier,
    responseHeaderModifier: headerModifier,
    requestMirror: mapping(
      { backendRef: backendReference },
      { percent: integer(0, 100), fraction: mapping({ numerator: integer(0) }, { denominator: integer(1) }) },
    ),
    requestRedirect: mapping(
      {},
      {
        scheme: oneOf('http', 'https'),
        hostname: objectName,
        path: pathModifier,
        port: portNumber,
        statusCode: { type: 'integer', enum: [301, 302, 303, 307, 308] },
      },
    ),
    urlRewrite: mapping({}, { hostname: objectName, path: pathModifier }),
    extensionRef: localReference,
    cors,
  },
);

/** What a request must be like for a rule of an HTTPRoute. */
export const httpMatch: JsonSchema = mapping(
  {},
  {
    path: mapping({}, { type: oneOf('Exact', 'PathPrefix', 'RegularExpression'), value: text }),
    headers: list(mapping({ name: headerName, value: word }, { type: oneOf('Exact', 'RegularExpression') }), { maxItems: 16 }),
    queryParams: list(mapping({ name: headerName, value: word }, { type: oneOf('Exact', 'RegularExpression') }), { maxItems: 16 }),
    method,
  },
);

/** What a request must be like for a rule of a GRPCRoute. */
export const grpcMatch: JsonSchema = mapping(
  {},
  {
    method: mapping({}, { type: oneOf('Exact', 'RegularExpression'), service: text, method: text }),
    headers: list(mapping({ name: headerName, value: word }, { type: oneOf('Exact', 'RegularExpression') }), { maxItems: 16 }),
  },
);

/** One backend of a rule, with its share of the requests. */
export function weightedBackend(filter: JsonSchema): JsonSchema {
  return mapping(
    { name: word },
    { group, kind, namespace: namespaceName, port: portNumber, weight: integer(0, 1_000_000), filters: list(filter, { maxItems: 16 }) },
  );
}

/** How long a request may take, as a whole and at the backend. */
export const httpTimeouts: JsonSchema = mapping({}, { request: gatewayDuration, backendRequest: gatewayDuration });

/** What an Envoy Gateway policy applies to. */
export const policyTargets = {
  targetRef: mapping({ group, kind, name: word }, { sectionName: objectName }),
  targetRefs: list(mapping({ group, kind, name: word }, { sectionName: objectName })),
  targetSelectors: list(
    mapping(
      { kind },
      {
        group,
        matchLabels: labels,
        matchExpressions: list(mapping({ key: word, operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist') }, { values: list(text) })),
        namespaces: mapping({ from: oneOf('Same', 'All', 'Selector') }, { selector: labelSelector }),
      },
    ),
  ),
} as const;

/** A policy without a target does nothing. */
export const needsTarget: JsonSchema = {
  anyOf: [{ required: ['targetRefs'] }, { required: ['targetSelectors'] }, { required: ['targetRef'] }],
};
