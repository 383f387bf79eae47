import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R85',
    section: '4.2',
    requirement: 'The build has stages, with pkg-config, libssl-dev and cmake; dependencies are cached before the sources.',
    open: 'delivery',
  },
  {
    id: 'R86',
    section: '4.2',
    requirement: 'The image is a slim Debian bookworm with CA certificates and OpenSSL 3 only.',
    open: 'delivery',
  },
  { id: 'R87', section: '4.2', requirement: 'It runs as user 1000 in /app, with /app/financial-service as entry point.', open: 'delivery' },
  { id: 'R88', section: '4.2', requirement: 'It exposes 8000, 50051 and 9091.', open: 'delivery' },
  {
    id: 'R89',
    section: '4.2',
    requirement: 'Its health check asks /health on 8000 every 30 s, with 5 s to answer, after 10 s, 3 times.',
    open: 'delivery',
  },
];

export default requirements;
