/** Folder in a container of what a service shows Kafka: its password, or its certificate. */
export const kafkaPath = '/app/kafka';

/** Key of the password in Vault and in the Secret, which is the name of the file in the pod. */
export const kafkaPasswordKey = 'KAFKA_PASSWORD';

/** Keys of a certificate and its key in the Secret; in Vault they are the properties of the same path. */
export const kafkaCertificateKeys = { certificate: 'tls.crt', key: 'tls.key' } as const;
