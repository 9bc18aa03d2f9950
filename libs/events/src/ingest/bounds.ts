/** Limit of events in one batch. */
export const MAX_BATCH = 1000;

/** Largest payload, measured in bytes of JSON as PostgreSQL returns it. */
export const MAX_EVENT_BYTES = 262_144;
