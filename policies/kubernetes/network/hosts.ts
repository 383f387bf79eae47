/** A cluster DNS name found in a text. */
export interface ServiceHost {
  /** The name as found, without the port. */
  readonly host: string;
  readonly service: string;
  readonly namespace: string;
  readonly port: number | undefined;
  /** What stands before it, such as `https`, in small letters; absent: it is no URL. */
  readonly scheme?: string;
}

const pattern = /(?<![\w.-])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+)svc(\.cluster\.local)?(?![\w-]|\.[a-z])\.?(?::(\d{1,5})(?!\d))?/gi;

/** The scheme of a URL, with a user where there is one. */
const before = /(?<![\w+.-])([a-z][a-z0-9+.-]{0,20}):\/\/(?:[^\s/@"']{0,200}@)?$/i;
const mostBefore = 240;

/**
 * The names `<service>.<namespace>.svc`, with or without `.cluster.local`, in a text (Kubernetes: DNS for Services and
 * Pods). Of a pod's name below a headless Service (`kafka-broker-0.kafka-brokers.erp-infra.svc`) the Service counts.
 */
export function serviceHosts(text: string): readonly ServiceHost[] {
  if (!text.includes('.svc')) return [];
  return [...text.matchAll(pattern)].flatMap(({ 0: whole, 1: prefix = '', 3: port, index }) => {
    const labels = prefix.split('.').slice(0, -1);
    const [service, namespace] = labels.slice(-2);
    if (service === undefined || namespace === undefined) return [];
    const host = port === undefined ? whole : whole.slice(0, -port.length - 1);
    const scheme = before.exec(text.slice(Math.max(0, index - mostBefore), index))?.[1]?.toLowerCase();
    return [{ host, service, namespace, port: port === undefined ? undefined : Number(port), ...(scheme !== undefined && { scheme }) }];
  });
}

const shortUrl =
  /(?<![\w+.-])([a-z][a-z0-9+.-]{0,20}):\/\/(?:[^\s/@"']{0,200}@)?([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)?)(?::(\d{1,5}))?(?![\w.@:-])/gi;
const shortPair = /^([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)?):(\d{1,5})$/i;

/**
 * The names that a resolver makes whole with the namespace of the pod (Kubernetes: DNS for Services and Pods, "Namespaces of Services"): of
 * URLs in a text, and of a text that is one `host:port` or a list of them. Any word may stand there, so that only who knows the Services can
 * tell which of them mean one.
 * @param namespace of the pod, or of the ConfigMap that it reads
 */
export function shortHosts(text: string, namespace: string): readonly ServiceHost[] {
  if (!text.includes(':')) return [];
  const found = (host: string, port: string | undefined, scheme?: string): ServiceHost => {
    const [service = '', other] = host.toLowerCase().split('.');
    return {
      host,
      service,
      namespace: other ?? namespace,
      port: port === undefined ? undefined : Number(port),
      ...(scheme !== undefined && { scheme: scheme.toLowerCase() }),
    };
  };
  const pairs = text.split(/[\s,;]+/).map((part) => shortPair.exec(part));
  return [
    ...[...text.matchAll(shortUrl)].map(([, scheme, host = '', port]) => found(host, port, scheme)),
    ...(pairs.every((pair) => pair !== null) ? pairs.map(([, host = '', port]) => found(host, port)) : []),
  ];
}
