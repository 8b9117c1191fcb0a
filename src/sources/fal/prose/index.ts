export { readProse, type ProseReading } from './prose.ts';
