// Writes the JSON Schema of schedules.json from the schema that the program itself validates with.
import { writeFileSync } from 'node:fs';
import { jsonSchemaText } from '../dist/config/json-schema.js';

writeFileSync('schedules.schema.json', jsonSchemaText());
