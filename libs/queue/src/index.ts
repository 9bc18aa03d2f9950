export { QUEUE_ADVICE, whyQueueFails } from './inspect-queue.js';
export { MAX_TRIES, Scheduler } from './scheduler.js';
export * from './queue-state.js';
export * from './queue.module.js';
export * from './tenant-job.js';
export * from './tenant-worker.js';
