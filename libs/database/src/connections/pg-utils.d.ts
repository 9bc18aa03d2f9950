/** A part of `pg` that has no types. */
declare module 'pg/lib/utils.js' {
  const utils: {
    /** A parameter as it is sent: arrays as PostgreSQL writes them, dates as text, bytes unchanged. */
    prepareValue(value: unknown): unknown;
  };
  export default utils;
}
