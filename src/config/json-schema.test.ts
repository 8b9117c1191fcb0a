import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { jsonSchemaText } from './json-schema.ts';

it('is published beside schedules.json as the program validates it: "npm run schema" writes it again', () => {
  expect(readFileSync('schedules.schema.json', 'utf8')).toBe(jsonSchemaText());
});
