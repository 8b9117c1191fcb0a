import { z } from 'zod';
import { fileSchema } from './schema.ts';

/** The form of schedules.json as JSON Schema, for editors: `schedules.schema.json` beside it is this text. */
export function jsonSchemaText(): string {
  const schema = z.toJSONSchema(fileSchema, { io: 'input', target: 'draft-2020-12' });
  return `${JSON.stringify({ ...schema, title: 'schedules.json of driftledger' }, null, 2)}\n`;
}
