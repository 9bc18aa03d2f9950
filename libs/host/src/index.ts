export * from './all-metrics.js';
export * from './config.module.js';
export * from './lifecycle.js';
export * from './log-fields.js';
export * from './metrics-exporter.js';
export * from './metrics-port.js';
export * from './readiness.js';
export * from './shut-down.js';
