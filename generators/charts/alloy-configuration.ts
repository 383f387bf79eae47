import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { agentsNamespace } from '../model/environment/monitoring.ts';
import { loki } from '../model/platform/tools.ts';
import { clusterHost } from '../model/service/backing-services.ts';

/**
 * Configuration of Alloy: the pods of its own node in the environment's namespaces, the labels `namespace`, `pod`,
 * `container` and `app`, and the trace id of JSON lines as structured metadata. Laid out as `alloy fmt` does.
 */
export function alloyConfiguration({ name, namespaces: { app, infra } }: EnvironmentDefinition): string {
  const namespaces = [app, infra, agentsNamespace].map((namespace) => `"${namespace}"`).join(', ');
  const push = `http://${clusterHost(loki.service, infra)}:${loki.ports.http}/loki/api/v1/push`;
  return `logging {
	level  = "warn"
	format = "json"
}

discovery.kubernetes "pods" {
	role = "pod"

	namespaces {
		names = [${namespaces}]
	}

	selectors {
		role  = "pod"
		field = "spec.nodeName=" + sys.env("HOSTNAME")
	}
}

discovery.relabel "pods" {
	targets = discovery.kubernetes.pods.targets

${rules.map(relabel).join('\n\n')}
}

local.file_match "pods" {
	path_targets = discovery.relabel.pods.output
}

loki.source.file "pods" {
	targets    = local.file_match.pods.targets
	forward_to = [loki.process.pods.receiver]
}

loki.process "pods" {
	stage.cri { }

	stage.json {
		expressions = {
			level    = "level",
			trace_id = "trace_id || traceId || span.trace_id",
		}
	}

	stage.structured_metadata {
		values = {
			level    = "",
			trace_id = "",
		}
	}

	stage.label_drop {
		values = ["filename", "stream"]
	}

	forward_to = [loki.write.loki.receiver]
}

loki.write "loki" {
	endpoint {
		url = "${push}"
	}

	external_labels = {
		environment = "${name}",
	}
}
`;
}

interface Rule {
  readonly sources: readonly string[];
  readonly target: string;
  readonly separator?: string;
  readonly regex?: string;
  readonly replacement?: string;
}

const meta = (name: string) => `__meta_kubernetes_${name}`;

const rules: readonly Rule[] = [
  { sources: [meta('namespace')], target: 'namespace' },
  { sources: [meta('pod_name')], target: 'pod' },
  { sources: [meta('pod_container_name')], target: 'container' },
  // The label of the services, or what charts put instead of it: the first that is there.
  {
    sources: [meta('pod_label_app'), meta('pod_label_app_kubernetes_io_name')],
    separator: ';',
    regex: '^;*([^;]+)(;.*)?$',
    target: 'app',
  },
  {
    sources: [meta('namespace'), meta('pod_name'), meta('pod_uid'), meta('pod_container_name')],
    separator: ';',
    regex: '([^;]+);([^;]+);([^;]+);([^;]+)',
    // In braces: $1_ would be a group of that name.
    replacement: '/var/log/pods/${1}_${2}_${3}/${4}/*.log',
    target: '__path__',
  },
];

function relabel({ sources, separator, regex, replacement, target }: Rule): string {
  const fields = [
    ['source_labels', `[${sources.map(text).join(', ')}]`],
    ...(separator === undefined ? [] : [['separator', text(separator)]]),
    ...(regex === undefined ? [] : [['regex', text(regex)]]),
    ...(replacement === undefined ? [] : [['replacement', text(replacement)]]),
    ['target_label', text(target)],
  ] as const;
  const width = Math.max(...fields.map(([key = '']) => key.length));
  return ['	rule {', ...fields.map(([key = '', value]) => `		${key.padEnd(width)} = ${value}`), '	}'].join('\n');
}

function text(value: string): string {
  return JSON.stringify(value);
}
