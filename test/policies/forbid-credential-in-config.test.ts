import { describe, expect, it } from 'vitest';
import { credentialIn } from '../../policies/kubernetes/credentials/credentials.ts';

describe('credentialIn', () => {
  it.each([
    ['APP_NAME', 'financial-service'],
    ['LOG_LEVEL', 'info'],
    ['DATABASE_HOST', 'postgres-pooler.erp-infra.svc.cluster.local'],
    ['DATABASE_URL', 'postgres://financial_user@postgres-pooler:5432/financial_db'],
    ['DATABASE_URL', 'postgres://financial_user:$(DATABASE_PASSWORD)@postgres-pooler:5432/financial_db'],
    ['DATABASE_URL', 'postgres://financial_user:${DATABASE_PASSWORD}@postgres-pooler:5432/financial_db'],
    ['DATABASE_URL', 'postgres://financial_user:{{ .DATABASE_PASSWORD | urlquery }}@postgres-pooler:5432/financial_db'],
    ['DATABASE_URL', 'postgres://%s:%s@postgres-pooler:5432/financial_db'],
    ['DATABASE_URL_FILE', '/app/secrets/DATABASE_URL'],
    ['DATABASE_PASSWORD', '/app/secrets/DATABASE_PASSWORD'],
    ['DATABASE_PASSWORD', ''],
    ['DATABASE_PASSWORD', '$(DATABASE_PASSWORD)'],
    ['DATABASE_PASSWORD', '${DATABASE_PASSWORD}'],
    ['DATABASE_PASSWORD', '${DATABASE_PASSWORD:?is missing}'],
    ['DATABASE_PASSWORD', '{{ .password }}'],
    ['DATABASE_PASSWORD_FILE', '/app/secrets/DATABASE_PASSWORD'],
    ['PASSWORD_MIN_LENGTH', '12'],
    ['PASSWORD_POLICY', 'strict-2026'],
    ['REQUIRE_PASSWORD', 'always'],
    ['JWT_SECRET_NAME', 'financial-service-secrets'],
    ['TOKEN_TTL', '15m'],
    ['TOKEN_URL', 'https://login.example.com/oauth/token'],
    ['AUTH_TOKEN', 'https://login.example.com/oauth/token'],
    ['MAX_TOKENS', '4096'],
    ['MAX_TOKEN', '4096'],
    ['CSRF_TOKEN_HEADER', 'x-csrf-token'],
    ['KAFKA_TOPIC_ACCESS_TOKEN', 'identity.access-token.issued'],
    ['KAFKA_TOPIC_TRANSACTION_POSTED', 'financial.transaction.posted'],
    ['PARTITION_KEY', 'Kd93jfA0s9dkFj20sKdlPq'],
    ['PUBLIC_KEY', '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----'],
    ['ca.crt', '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUF\n-----END CERTIFICATE-----'],
    ['IMAGE', 'registry.example.com/erp/financial-service@sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0'],
    ['CONFIG_HASH', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0'],
    ['COMMIT', '57f0e79aa0b1c2d3e4f5061728394a5b6c7d8e9f'],
    ['REPOSITORY', 'git@github.com:example/erp.git'],
    ['EMAIL', 'ops@erp.example.com'],
    ['PWD', '/app'],
    ['prometheus.yml', 'basic_auth:\n  username: erp\n  password_file: /etc/prometheus/password\n'],
    ['values.yaml', 'existingSecret: redis-credentials\nsecret: registry-credentials\ntokenTtl: 15m\n'],
    ['values.yaml', 'password:\n  valueFrom: { secretKeyRef: { name: redis, key: password } }\n'],
    ['schema.json', '{ "password": { "type": "string" }, "token": "string" }'],
    ['nginx.conf', 'proxy_pass: backend\n# password: the one in Vault\n'],
    ['backup.sh', 'export PGPASSWORD="$(cat /secrets/password)"\npassword=$1\ntoken=$TOKEN\n: "${PGPASSWORD:?is missing}"\n'],
    ['login.py', 'password = os.environ["PASSWORD"]\ntoken = request.headers.authorization\n'],
    ['README.md', 'The password: must have twelve characters.'],
  ])('finds nothing in %s=%s', (key, value) => {
    expect(credentialIn(key, value)).toBe(undefined);
  });

  it.each([
    ['DATABASE_PASSWORD', 'hunter2', 'a literal credential'],
    ['DATABASE_PASSWORD', '123456', 'a literal credential'],
    ['DATABASE_PASSWORD', 'correct horse battery staple', 'a literal credential'],
    ['DATABASE_PASSWORD', '${DATABASE_PASSWORD:-hunter2}', 'a literal credential'],
    ['POSTGRES_PASSWORD', 'password', 'a literal credential'],
    ['POSTGRES_PASSWORD_OLD', 'hunter2', 'a literal credential'],
    ['PGPASSWORD', 'hunter2', 'a literal credential'],
    ['DB_PASS', 'hunter2', 'a literal credential'],
    ['dbPassword', 'hunter2', 'a literal credential'],
    ['spring.datasource.password', 'hunter2', 'a literal credential'],
    ['JWT_SECRET', 'CHANGE-THIS-TO-STRONG-SECRET-IN-PRODUCTION-MIN-32-CHARS', 'a literal credential'],
    ['ENCRYPTION_KEY', 'BASE64_ENCODED_AES_256_KEY_HERE', 'a literal credential'],
    ['ENCRYPTION_KEY_BASE64', 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=', 'a literal credential'],
    ['API_KEY', '6f1ed002ab5595859014ebf0951522d9', 'a literal credential'],
    ['apiKey', 'abc', 'a literal credential'],
    ['VAULT_TOKEN', 'root', 'a literal credential'],
    ['HMAC_SALT', '6f1ed002ab5595859014ebf0951522d9', 'a literal credential'],
    ['WEBHOOK_KEY', 'Kd93jfA0s9dkFj20sKdlPq', 'a literal credential'],
    ['REDIS_URL', 'redis://:hunter2@redis-master.erp-infra.svc.cluster.local:6379/0', 'a URL with a password'],
    ['ADDRESS', 'https://ci:hunter2@git.example.com/erp.git', 'a URL with a password'],
    ['DSN', 'erp:hunter2@tcp(mysql:3306)/erp', 'a URL with a password'],
    ['JDBC', 'jdbc:postgresql://postgres:5432/erp?user=erp&password=hunter2', 'a literal "password"'],
    ['DSN', 'host=postgres user=erp password=hunter2 dbname=erp', 'a literal "password"'],
    ['JAAS', 'org.apache.kafka.common.security.plain.PlainLoginModule required username="erp" password="hunter2";', 'a literal "password"'],
    ['tls.key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----', 'a private key'],
    ['tls.pem', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----', 'a private key'],
    ['NOTE', 'use AKIAIOSFODNN7EXAMPLE for the bucket', 'an AWS access key'],
    ['NOTE', ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'].join('.'), 'a JSON Web Token'],
    ['NOTE', `ghp_${'a1'.repeat(18)}`, 'an access token of GitHub'],
    ['alertmanager.yml', `api_url: https://hooks.slack.com/services/${'T00000000/B00000000/'}${'x1'.repeat(12)}`, 'a webhook of Slack'],
    ['application.yaml', 'server:\n  port: 8000\n  apiToken: 6f1ed002ab55\n', 'a literal "apiToken"'],
    ['application.json', '{"port":8000,"password":"hunter2"}', 'a literal "password"'],
    ['application.ini', '[db]\nuser = erp\npassword = hunter2\n', 'a literal "password"'],
    ['.env', 'APP=erp\nexport DB_PASSWORD=hunter2\n', 'a literal "DB_PASSWORD"'],
    ['', '--db-password=hunter2', 'a literal "db-password"'],
    ['', '-Dspring.datasource.password=hunter2', 'a literal "Dspring.datasource.password"'],
    ['', 'PGPASSWORD=hunter2 pg_dump financial_db', 'a literal "PGPASSWORD"'],
  ])('finds what is wrong with %s=%s', (key, value, found) => {
    expect(credentialIn(key, value)).toBe(found);
  });

  it.each([
    ['one line of letters', 'a'.repeat(2_000_000)],
    ['addresses', 'http://'.repeat(300_000)],
    ['keys without values', 'password '.repeat(200_000)],
    ['separators', ':@'.repeat(500_000)],
    ['quotes', 'password="'.repeat(100_000)],
    ['token beginnings', 'eyJaaaaaaaa.'.repeat(100_000)],
    ['blanks', `password${' '.repeat(2_000_000)}x`],
  ])('reads two megabytes of %s in time', (_, text) => {
    // Of the processor: how long others keep it is not the reader's business.
    const start = process.cpuUsage();
    credentialIn('file', text);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2_000);
  });
});
