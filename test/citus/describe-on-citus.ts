const { CITUS, CITUS_URL } = process.env;

/** `describe` if a Citus is available; otherwise skipped, with a message. */
export const describeOnCitus = CITUS_URL ? describe : describe.skip;
if (!CITUS_URL && CITUS) console.warn('Citus: skipped, CITUS_URL names no coordinator');
