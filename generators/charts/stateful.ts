/** Values by which the operator of Prometheus claims a disk for each pod. */
export function claim(storageClassName: string, storage: string) {
  return { volumeClaimTemplate: { spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } } } };
}

/** Members in different zones, so that the loss of one leaves another. */
export function spreadOverZones(matchLabels: Readonly<Record<string, string>>) {
  return [
    {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { ...matchLabels } },
    },
  ];
}
