import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R112',
    section: '7',
    requirement: 'Operators can update the image, watch the rollout, see its history and roll back to any revision.',
    open: 'operations',
  },
  { id: 'R113', section: '7', requirement: 'Operators can scale, and see and change the autoscaler.', open: 'operations' },
  {
    id: 'R114',
    section: '7',
    requirement: 'Operators can follow logs, see the last 100 lines, the previous container, and several pods at once.',
    open: 'operations',
  },
  {
    id: 'R115',
    section: '7',
    requirement: 'Operators can debug with an ephemeral container and see the usage of pods and nodes.',
    open: 'operations',
  },
];

export default requirements;
