import { adjust, defineAdjustments } from '../../../generators/exceptions/adjust.ts';

export default defineAdjustments({
  'fewer-lookups': [
    adjust('Deployment', (drawn) => ({
      ...drawn,
      spec: {
        ...drawn.spec,
        selector: drawn.spec?.selector ?? {},
        template: {
          ...drawn.spec?.template,
          spec: {
            ...drawn.spec?.template.spec,
            containers: drawn.spec?.template.spec?.containers ?? [],
            dnsConfig: { options: [{ name: 'ndots', value: '1' }] },
          },
        },
      },
    })),
  ],
  'arm-nodes': [
    adjust('Deployment', ({ spec, ...drawn }) =>
      spec?.template.spec === undefined
        ? { ...drawn, ...(spec && { spec }) }
        : {
            ...drawn,
            spec: {
              ...spec,
              template: { ...spec.template, spec: { ...spec.template.spec, nodeSelector: { 'kubernetes.io/arch': 'arm64' } } },
            },
          },
    ),
  ],
});
