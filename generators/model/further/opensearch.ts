import type { FurtherStore } from './store.ts';

/** OpenSearch, Amazon OpenSearch Service, or Elasticsearch with a name and a password. */
export const opensearch = {
  title: { en: 'OpenSearch', zh: 'OpenSearch' },
  tls: { scheme: 'https', port: 443 },
  plain: { scheme: 'http', port: 9200 },
  variables: { OPENSEARCH_URL: '{scheme}://{host}:{port}', OPENSEARCH_USERNAME: '{service}', OPENSEARCH_INDEX_PREFIX: '{service}-' },
  authority: 'OPENSEARCH_TLS_CA_FILE',
  secrets: { OPENSEARCH_PASSWORD: '{{ .OPENSEARCH_PASSWORD }}' },
  keys: ['OPENSEARCH_PASSWORD'],
  asks: { user: '{service}', indexes: '{service}-*', actions: 'indices_all on its indexes, cluster_composite_ops' },
  exporter: { en: 'elasticsearch_exporter, at 9114', zh: 'elasticsearch_exporter，端口 9114' },
} as const satisfies FurtherStore;
