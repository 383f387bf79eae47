/** One wrong line in what the repository of a service is given, and the requirement that it breaks. */
export interface ReleaseChange {
  readonly id: string;
  /** End of the path of the file. */
  readonly file: '.yml' | '/Dockerfile';
  readonly from: string;
  readonly to: string;
}

const workflow = (id: string, from: string, to: string): ReleaseChange => ({ id, file: '.yml', from, to });
const image = (id: string, from: string, to: string): ReleaseChange => ({ id, file: '/Dockerfile', from, to });

export const releaseChanges: readonly ReleaseChange[] = [
  workflow('R79', "'v[0-9]+.[0-9]+.[0-9]+'", "'v*.*.*'"),
  workflow('R79', '${GITHUB_REF_NAME#v}" >>', '$GITHUB_REF_NAME" >>'),
  workflow('R79', 'git merge-base --is-ancestor', 'git log'),
  workflow('R80', 'IMAGE: registry.example.com/erp/', 'IMAGE: registry.example.com/'),
  workflow('R80', 'tags: ${{ env.IMAGE }}:', 'tags: ${{ env.IMAGE }}:latest,'),
  workflow('R81', 'context: .', 'context: ./services'),
  workflow('R81', 'sbom: true', 'sbom: false'),
  workflow('R81', 'cosign sign', 'cosign tree'),
  workflow('R81', 'cargo test --workspace', 'cargo test'),
  workflow('R81', 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683', 'actions/checkout@v4'),
  workflow('R81', 'contents: read\n\n# One', 'contents: write\n\n# One'),
  workflow('R81', 'run: cosign sign', 'run: kubectl get pods; cosign sign'),
  workflow('R81', 'ops -- deliver', 'ops -- status'),
  workflow('R82', 'registry: registry.example.com', 'registry: docker.io'),
  workflow('R82', 'secrets.REGISTRY_USERNAME', 'secrets.NAME'),
  workflow('R82', 'secrets.REGISTRY_PASSWORD', 'secrets.WORD'),
  workflow('R84', 'if: always()', 'if: success()'),
  workflow('R84', 'needs: [test, image, deliver]', 'needs: [deliver]'),
  workflow('R84', 'Service: $SERVICE\n          $RUN', '$RUN'),
  image('R85', 'libssl-dev cmake', 'cmake'),
  image('R85', 'COPY --from=planner /app/recipe.json recipe.json', 'COPY . .'),
  image('R85', 'cook --release --locked', 'cook --release'),
  image('R85', 'slim-bookworm@sha256:', 'slim-bookworm#'),
  image('R86', 'gcr.io/distroless/cc-debian12:', 'docker.io/library/debian:'),
  image('R86', 'EXPOSE', 'RUN apt-get install curl\nEXPOSE'),
  image('R87', 'USER 1000:1000', 'USER appuser'),
  image('R87', 'WORKDIR /app\nCOPY --from=builder /app/target', 'WORKDIR /\nCOPY --from=builder /app/target'),
  image('R87', 'ENTRYPOINT ["/app/', 'ENTRYPOINT ["/bin/'),
  image('R88', 'EXPOSE 8000 50051 9091', 'EXPOSE 8000 50051'),
  image('R89', '--start-period=10s', '--start-period=1s'),
  image('R89', '"/health"]', '"/"]'),
  image('R89', '/app/healthcheck /app/healthcheck', '/app/healthcheck /app/check'),
];
