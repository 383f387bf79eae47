import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { redisNames, redisPorts } from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { prometheus } from '../../model/service/backing-services.ts';
import { vaultPath } from '../../model/service/secret.ts';
import { dataPolicy } from './data-network.ts';
import { dataSecret } from './data-secrets.ts';

/** Key of the password in the Secret that the chart reads. */
export const redisPasswordKey = 'redis-password';

/** What the chart of Redis needs beside itself: its password, and the flows between its pods (manual 3.2). */
export function redisObjects(environment: EnvironmentDefinition, { dataLayer }: PlatformDefinition): readonly KubernetesObject[] {
  const { podLabels, proxyLabels, secret } = redisNames(dataLayer.redis);
  const { redis, sentinel, metrics, proxyMetrics } = redisPorts;
  return [
    dataSecret(environment, secret, 'Opaque', { [redisPasswordKey]: '{{ .password }}' }, [
      { key: 'password', path: vaultPath(environment.name, dataLayer.redis), property: 'REDIS_PASSWORD' },
    ]),
    dataPolicy(environment, `${dataLayer.redis}-nodes`, podLabels, {
      from: [
        { peer: podLabels, ports: [redis, sentinel] },
        { peer: proxyLabels, ports: [redis, sentinel] },
        { peer: prometheus.podLabels, ports: [metrics] },
      ],
      to: [{ peer: podLabels, ports: [redis, sentinel] }],
    }),
    dataPolicy(environment, `${dataLayer.redis}-proxies`, proxyLabels, {
      from: [{ peer: prometheus.podLabels, ports: [proxyMetrics] }],
      to: [{ peer: podLabels, ports: [redis, sentinel] }],
    }),
  ];
}
