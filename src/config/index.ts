export { parseConfig, type Config, type SourceConfig } from './parse.ts';
export { globMatches, fileSchema, type AlertRule } from './schema.ts';
export { readSecret } from './secrets.ts';
