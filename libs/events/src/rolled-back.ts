/**
 * What a transaction found out, though it is rolled back: leaving it by a throw is how one is. `end` throws; what it was
 * given is the result.
 */
export async function rolledBack<T>(transaction: (end: (result: T) => never) => Promise<never>): Promise<T> {
  let found: { readonly result: T } | undefined;
  const enough = new Error('Rolled back on purpose');
  try {
    return await transaction((result) => {
      found = { result };
      throw enough;
    });
  } catch (error) {
    if (error === enough && found) return found.result;
    throw error;
  }
}
