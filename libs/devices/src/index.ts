export * from './device.entity.js';
export * from './devices.module.js';
export * from './devices.service.js';
export * from './last-seen.js';
