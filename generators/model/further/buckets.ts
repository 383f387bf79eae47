import type { FurtherStore } from './store.ts';

/** An object store that speaks the protocol of S3: a bucket for each service. */
export const buckets = {
  title: { en: 'Buckets (S3)', zh: '存储桶（S3）' },
  tls: { scheme: 'https', port: 443 },
  plain: { scheme: 'http', port: 9000 },
  fields: {
    region: { en: 'Its region, or what it takes for one', zh: '区域，或它所接受的名称' },
    prefix: { en: 'What the names of its buckets begin with, since they are unique in the world', zh: '桶名前缀，因为桶名全球唯一' },
  },
  variables: { BUCKET_ENDPOINT: '{scheme}://{host}:{port}', BUCKET_NAME: '{prefix}-{service}', BUCKET_REGION: '{region}' },
  authority: 'BUCKET_TLS_CA_FILE',
  secrets: { BUCKET_ACCESS_KEY_ID: '{{ .BUCKET_ACCESS_KEY_ID }}', BUCKET_SECRET_ACCESS_KEY: '{{ .BUCKET_SECRET_ACCESS_KEY }}' },
  keys: ['BUCKET_ACCESS_KEY_ID', 'BUCKET_SECRET_ACCESS_KEY'],
  asks: { bucket: '{prefix}-{service}', rights: 'list the bucket; get, put and delete its objects; nothing else' },
  exporter: { en: 'none of its own: what the provider measures', zh: '没有专用的：由服务商度量' },
} as const satisfies FurtherStore;
