import type { FurtherStore } from './store.ts';

/** RabbitMQ, Amazon MQ for RabbitMQ. */
export const rabbitmq = {
  title: { en: 'RabbitMQ', zh: 'RabbitMQ' },
  tls: { scheme: 'amqps', port: 5671 },
  plain: { scheme: 'amqp', port: 5672 },
  fields: { vhost: { en: 'The virtual host that the services of the environment share', zh: '该环境各服务共用的虚拟主机' } },
  variables: {},
  authority: 'RABBITMQ_TLS_CA_FILE',
  secrets: { RABBITMQ_URL: '{scheme}://{service}:{{ .RABBITMQ_PASSWORD | urlquery }}@{host}:{port}/{vhost}' },
  keys: ['RABBITMQ_PASSWORD'],
  asks: { user: '{service}', vhost: '{vhost}', configure: '^{service}\\.', write: '^{service}\\.', read: '.*' },
  exporter: { en: 'the plug-in rabbitmq_prometheus, at 15692', zh: '插件 rabbitmq_prometheus，端口 15692' },
} as const satisfies FurtherStore;
