import { TestEnvironment } from 'jest-environment-node';

/** Multiplies every time limit of tests and hooks, including the default, by the factor that global-setup measured. */
export default class ScaledEnvironment extends TestEnvironment {
  #factor = Number(process.env.TEST_TIME_FACTOR ?? 4);
  #scaled = new WeakSet();

  handleTestEvent({ name, hook, test }, state) {
    if (name === 'run_start') state.testTimeout *= this.#factor;
    const limited = name === 'hook_start' ? hook : name === 'test_fn_start' ? test : undefined;
    if (!limited?.timeout || this.#scaled.has(limited)) return;
    this.#scaled.add(limited);
    limited.timeout *= this.#factor;
  }
}
