import { anything, choice, flag, integer, type JsonSchema, labels, list, mapping, oneOf, text, word } from '../json-schema.ts';
import { parentReference } from './gateway-api.ts';
import { madeMetadata } from './pod-parts.ts';

const secret = mapping({ name: word }, { key: text });
const serviceAccount = mapping({ name: word }, { audiences: list(text) });

const dns01 = mapping(
  {},
  {
    cnameStrategy: oneOf('None', 'Follow'),
    route53: mapping(
      {},
      {
        region: text,
        hostedZoneID: text,
        role: text,
        accessKeyID: text,
        accessKeyIDSecretRef: secret,
        secretAccessKeySecretRef: secret,
        auth: mapping({ kubernetes: mapping({ serviceAccountRef: serviceAccount }) }),
      },
    ),
    cloudflare: mapping({}, { email: text, apiKeySecretRef: secret, apiTokenSecretRef: secret }),
    cloudDNS: mapping({ project: word }, { hostedZoneName: text, serviceAccountSecretRef: secret }),
    rfc2136: mapping(
      { nameserver: word },
      { tsigAlgorithm: text, tsigKeyName: text, tsigSecretSecretRef: secret, protocol: oneOf('TCP', 'UDP') },
    ),
    webhook: mapping({ groupName: word, solverName: word }, { config: anything }),
  },
);

const http01 = mapping(
  {},
  {
    gatewayHTTPRoute: mapping({}, { labels, parentRefs: list(parentReference), serviceType: text }),
    ingress: mapping(
      {},
      { class: text, ingressClassName: text, name: text, serviceType: text, ingressTemplate: mapping({}, { metadata: madeMetadata }) },
    ),
  },
);

/** How certificates are signed: exactly one way. */
export const issuer: JsonSchema = choice({
  acme: mapping(
    { server: word, privateKeySecretRef: secret },
    {
      email: text,
      preferredChain: text,
      profile: text,
      caBundle: text,
      skipTLSVerify: flag,
      disableAccountKeyGeneration: flag,
      enableDurationFeature: flag,
      externalAccountBinding: mapping({ keyID: text, keySecretRef: secret }),
      solvers: list(
        mapping({}, { dns01, http01, selector: mapping({}, { matchLabels: labels, dnsNames: list(text), dnsZones: list(text) }) }),
      ),
    },
  ),
  ca: mapping({ secretName: word }, { crlDistributionPoints: list(text), ocspServers: list(text), issuingCertificateURLs: list(text) }),
  selfSigned: mapping({}, { crlDistributionPoints: list(text) }),
  vault: mapping(
    {
      server: word,
      path: word,
      auth: mapping(
        {},
        {
          kubernetes: mapping({ role: word }, { mountPath: text, secretRef: secret, serviceAccountRef: serviceAccount }),
          appRole: mapping({ path: text, roleId: text, secretRef: secret }),
          tokenSecretRef: secret,
        },
      ),
    },
    { namespace: text, caBundle: text, caBundleSecretRef: secret },
  ),
});

/** A private key's properties. */
export const privateKey: JsonSchema = mapping(
  {},
  {
    algorithm: oneOf('RSA', 'ECDSA', 'Ed25519'),
    encoding: oneOf('PKCS1', 'PKCS8'),
    rotationPolicy: oneOf('Never', 'Always'),
    size: integer(),
  },
);
