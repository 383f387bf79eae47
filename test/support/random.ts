import fc from 'fast-check';

/** The same cases in every run, so that a run tells about the code and not about luck; `RANDOM_SEED` asks for others, as each night does. */
export const seed = Number(process.env['RANDOM_SEED'] ?? 20_261_129);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });

/** fast-check, with that seed. */
export default fc;
