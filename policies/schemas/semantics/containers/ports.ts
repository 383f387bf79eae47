import { isPortName, mayBeOneOf, within } from '../spots/checks.ts';
import { field, integer, items, missing, refuse, type Spot, text } from '../spots/spot.ts';

export const protocols = ['TCP', 'UDP', 'SCTP'];

/** The ports of a container (pkg/apis/core/validation: validateContainerPorts, validatePodHostNetworkDeps). */
export function checkPorts(container: Spot, { mustMatchHost }: { readonly mustMatchHost: boolean }): void {
  const names = new Set<string>();
  const numbers = new Set<string>();
  for (const port of items(container, 'ports')) {
    const name = field(port, 'name');
    const number = field(port, 'containerPort');
    const host = field(port, 'hostPort');
    if (text(name) !== '') {
      isPortName(name);
      if (names.has(text(name))) {
        refuse(name, `The port name ${JSON.stringify(text(name))} is there twice.`, 'Give each port a name of its own.');
      }
      names.add(text(name));
    }
    if (number.value === undefined) missing(number);
    else within(number, 1, 65535);
    if (host.value !== 0) within(host, 1, 65535);
    mayBeOneOf(field(port, 'protocol'), protocols);
    const key = `${integer(number)}/${text(port, 'protocol') || 'TCP'}`;
    // Argo CD applies on the server, which takes no port twice (fieldmanager: keys of a list).
    if (numbers.has(key) && integer(number) !== undefined) refuse(number, `The port "${key}" is there twice.`, 'Write each port once.');
    numbers.add(key);
    if (mustMatchHost && (integer(host) ?? 0) !== 0 && integer(host) !== integer(number)) {
      const message = `The port ${integer(number)} of a pod in the host's network has the host port ${integer(host)}.`;
      refuse(host, message, 'Write the same port, or remove hostPort.');
    }
  }
}

/** A port of a node serves one container (pkg/apis/core/validation: AccumulateUniqueHostPorts). */
export function hostPortsOnce(containers: readonly Spot[]): void {
  const seen = new Set<string>();
  for (const port of containers.flatMap((container) => items(container, 'ports'))) {
    const number = integer(port, 'hostPort') ?? 0;
    if (number === 0) continue;
    const key = `${number}/${text(port, 'protocol') || 'TCP'}/${text(port, 'hostIP')}`;
    if (seen.has(key)) refuse(field(port, 'hostPort'), `The host port ${number} is there twice.`, 'Write another port of the host.');
    seen.add(key);
  }
}
