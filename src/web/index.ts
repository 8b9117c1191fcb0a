export { createWeb } from './create-web.ts';
export { type CaughtMail, type ScheduleEntry, type WebDeps } from './deps.ts';
export { serveWeb, PortUnavailable, type ServedWeb } from './serve-web.ts';
