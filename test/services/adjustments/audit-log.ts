import { adjust, defineAdjustments } from '../../../generators/exceptions/adjust.ts';

const config = (topic: string, values: Readonly<Record<string, number>>) =>
  adjust(
    'KafkaTopic',
    (drawn) => {
      const { spec } = drawn as unknown as { readonly spec: { readonly config: object } };
      return { ...drawn, spec: { ...spec, config: { ...spec.config, ...values } } } as typeof drawn;
    },
    topic,
  );

export default defineAdjustments({
  'whole-documents': [
    config('audit.recorded', { 'max.message.bytes': 4_194_304 }),
    config('audit.exported', { 'retention.ms': 1_800_000 }),
  ],
});
