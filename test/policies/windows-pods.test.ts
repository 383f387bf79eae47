import { describe, expect, it } from 'vitest';
import escalation from '../../policies/rules/pods/forbid-privilege-escalation.ts';
import added from '../../policies/rules/pods/limit-added-capabilities.ts';
import dropAll from '../../policies/rules/pods/require-drop-all-capabilities.ts';
import nonRoot from '../../policies/rules/pods/require-run-as-non-root.ts';
import seccomp from '../../policies/rules/pods/require-seccomp-profile.ts';
import { problemsInPod } from '../support/problems.ts';

const containers = 'containers: [{ name: reports, securityContext: { capabilities: { add: [CHOWN] } } }]';

describe('a Windows pod', () => {
  it.each([dropAll, escalation, added, seccomp])('needs nothing that only Linux has: $id', (rule) => {
    expect(problemsInPod(rule, `os: { name: windows }\n${containers}`)).toEqual([]);
    expect(problemsInPod(rule, `os: { name: linux }\n${containers}`)).toHaveLength(1);
    expect(problemsInPod(rule, containers)).toHaveLength(1);
  });

  it('must not run as its administrator either', () => {
    expect(problemsInPod(nonRoot, `os: { name: windows }\n${containers}`)).toHaveLength(1);
  });
});
