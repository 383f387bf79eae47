import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  { id: 'R79', section: '4.1', requirement: 'A tag v*.*.* releases; the version of the image is the tag without v.', open: 'delivery' },
  { id: 'R80', section: '4.1', requirement: 'Images go to registry.example.com as erp/financial-service.', open: 'delivery' },
  {
    id: 'R81',
    section: '4.1',
    requirement: 'The pipeline checks out, sets up Rust and its cache, tests the workspace, builds, pushes the image and deploys.',
    open: 'delivery',
  },
  { id: 'R82', section: '4.1', requirement: 'It logs in with REGISTRY_USERNAME and REGISTRY_PASSWORD.', open: 'delivery' },
  { id: 'R83', section: '4.1', requirement: 'It waits 5 minutes for the deployment and verifies it.', open: 'delivery' },
  { id: 'R84', section: '4.1', requirement: 'Slack is always told the status, the version and the service.', open: 'delivery' },
];

export default requirements;
