export { mailAddress } from './alerts-schema.ts';
export { parseConfig, type Config, type SourceConfig } from './parse.ts';
export { fileSchema } from './schema.ts';
export { readSecret } from './secrets.ts';
