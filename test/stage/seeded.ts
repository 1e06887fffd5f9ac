import fc from 'fast-check';

/** Properties draw by UNBROKEN_SEED where it is set, as in `.ci/run`; otherwise each time anew. */
const seed = process.env['UNBROKEN_SEED'];
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
