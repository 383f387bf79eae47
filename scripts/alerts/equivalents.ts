/** A mutant that no example can tell from the alert, because there is no difference that Prometheus or a person could see. */
export interface Equivalent {
  readonly alert: string;
  /** Name of the mutant. */
  readonly mutant: string;
  readonly because: string;
}

const scale = 'The rate is the increase divided by the range: a comparison with 0 does not see the factor.';
const byte = 'The two differ by one byte.';

/** All of them. One that does not survive any more, or is no mutant any more, must leave the list. */
export const equivalents: readonly Equivalent[] = [
  { alert: 'CertificateExpiringSoon', mutant: '0 -> 1 #1', because: 'No certificate ends in the first second of 1970.' },
  {
    alert: 'HighLatency',
    mutant: 'rate -> increase #1',
    because: 'A percentile of buckets does not change when all are multiplied by one number.',
  },
  { alert: 'KafkaConsumerStalled', mutant: 'increase -> rate #1', because: scale },
  { alert: 'LokiNotIngesting', mutant: 'rate -> increase #1', because: scale },
  { alert: 'PodOOMKilled', mutant: 'increase -> rate #1', because: scale },
  { alert: 'PoolerCertificateEnding', mutant: 'max -> min #1', because: 'A pod starts once: there is one series of it.' },
  { alert: 'RedisMemoryHigh', mutant: '0 -> 1 #1', because: 'No Redis has a limit of one byte.' },
  { alert: 'SealedSecretNotOpened', mutant: 'drop matcher condition="Synced"', because: 'A SealedSecret has no other condition (0.38.4).' },
  { alert: 'VolumeFillingUp', mutant: '< -> <= #1', because: byte },
  { alert: 'VolumeFillingUp', mutant: '0 -> -1 #1', because: byte },
  { alert: 'VolumeFillingUp', mutant: '0 -> 1 #1', because: byte },
  { alert: 'Watchdog', mutant: '1 -> 0 #1', because: 'Any value fires.' },
  { alert: 'Watchdog', mutant: '1 -> 2 #1', because: 'Any value fires.' },
];
