import type { Fields, Pod } from '../../model.ts';
import { fieldsAt, textAt } from '../fields.ts';

/** One security context of a pod: its own, or that of a container. */
export interface SecurityContext {
  /** `The pod`, `Container "financial-service"`: the subject of a message. */
  readonly subject: string;
  readonly fields: Fields;
  readonly path: string;
}

/** The pod's own security context first, then those of its containers of every role; an absent one is empty. */
export function securityContexts(pod: Pod): readonly [SecurityContext, ...SecurityContext[]] {
  return [
    { subject: 'The pod', fields: fieldsAt(pod.spec, 'securityContext'), path: `${pod.path}.securityContext` },
    ...pod.containers.map((container) => ({
      subject: `Container "${container.name}"`,
      fields: fieldsAt(container.fields, 'securityContext'),
      path: `${container.path}.securityContext`,
    })),
  ];
}

/** Whether a pod declares itself a Windows pod, which has no capabilities, seccomp or privilege escalation (restricted, v1.25). */
export function isWindows(pod: Pod): boolean {
  return textAt(pod.spec, 'os', 'name') === 'windows';
}

/** Sysctls that cannot reach beyond the pod (Pod Security Standards, baseline, v1.32). */
export const safeSysctls: readonly string[] = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];

/** SELinux types of confined containers (Pod Security Standards, baseline, v1.31). */
export const confinedSelinuxTypes: readonly string[] = ['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];

/**
 * Volume types that do not reach into a node or past the storage classes (Pod Security Standards, restricted). The standard
 * also allows `image` since v1.33; it is left out here, because the rules about images judge those of containers only.
 */
export const restrictedVolumeTypes: readonly string[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  // Of the restricted profile since February 2025 (kubernetes/pod-security-admission, `check_restrictedVolumes.go`).
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
