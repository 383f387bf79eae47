/**
 * A metric about objects of other namespaces, under the namespace of the object: where the monitor of its operator does not
 * honour labels, Prometheus puts that into `exported_namespace` and the operator's own into `namespace`.
 */
export function ofObject(expression: string): string {
  return `label_replace(${expression}, "namespace", "$1", "exported_namespace", "(.+)")`;
}
