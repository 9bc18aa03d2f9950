export * from './event-head.entity.js';
export * from './event.entity.js';
export * from './events.module.js';
export { DeadLetter } from './dead-letters/dead-letter.entity.js';
export { EventsWorkerModule } from './events-worker.module.js';
export { Ingestion } from './ingestions/ingestion.entity.js';
export { Sweeper } from './ingestions/sweeper.js';
