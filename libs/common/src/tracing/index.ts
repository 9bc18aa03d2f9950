export * from './create-tracer.js';
export * from './passing-tracer.js';
export * from './traceparent.js';
export * from './tracer.js';
export * from './tracing.module.js';
