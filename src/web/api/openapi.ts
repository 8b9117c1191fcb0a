import { CAUSE_STANDINGS } from '../../domain/alert.ts';
import { DRIFT_KINDS, METER_UNITS, SEVERITIES } from '../../domain/vocabulary.ts';
import { type Parameter } from './ask.ts';
import { RESOURCES } from './resources.ts';
import { pageSchema, ref, SCHEMAS, type Schema } from './schemas.ts';

interface ParameterDoc {
  readonly description: string;
  readonly schema: Schema;
}

const TIME: Schema = { type: 'string', examples: ['2026-11-24', '2026-11-24T10:00:00Z', '7d'] };

const PARAMETERS: Readonly<Record<Parameter, ParameterDoc>> = {
  at: { description: 'As of when: a date (the end of that UTC day), an instant, or a span back from now. Also by the header Accept-Datetime (RFC 7089). Default: now.', schema: TIME },
  since: { description: 'From when on: a date (its start), an instant, or a span back from now.', schema: TIME },
  source: { description: 'The id of a source.', schema: { type: 'string', examples: ['fal'] } },
  route: { description: 'A route; * matches any characters, / included. /history wants the exact name.', schema: { type: 'string', examples: ['*seedance*'] } },
  meter: { description: 'What is counted.', schema: { type: 'string', enum: Object.keys(METER_UNITS) } },
  kind: { description: 'The kind of event.', schema: { type: 'string', enum: DRIFT_KINDS } },
  standing: { description: 'Where a cause stands now; then each cause is listed once, as its last message.', schema: { type: 'string', enum: CAUSE_STANDINGS } },
  severity: { description: 'The severity, exactly.', schema: { type: 'string', enum: SEVERITIES } },
  where: { description: 'A condition as key=value; may be given several times.', schema: { type: 'array', items: { type: 'string', examples: ['resolution=720p'] } } },
  limit: { description: 'How many items a page has at most.', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } },
  cursor: { description: 'Where a page begins: take the address in "next" as it is.', schema: { type: 'string' } },
};

const FEED_TAKES: readonly Parameter[] = ['source', 'route', 'severity', 'kind'];

/** What is served beside the API, for programs. */
const OTHERS = [
  { path: '/feed.atom', summary: 'Drift as Atom (RFC 4287), the 50 newest events', type: 'application/atom+xml', takes: FEED_TAKES },
  { path: '/feed.json', summary: 'Drift as JSON Feed 1.1, each event beside its words as _driftledger', type: 'application/feed+json', takes: FEED_TAKES },
  { path: '/calendar.ics', summary: 'Promotions that end, announced prices, silences that end (RFC 5545)', type: 'text/calendar', takes: [] },
  { path: '/metrics', summary: 'Prometheus metrics', type: 'text/plain', takes: [] },
  { path: '/healthz', summary: 'The process is alive', type: 'application/json', takes: [] },
  { path: '/readyz', summary: 'Sources are fresh, messages are delivered; 503 with the reasons otherwise', type: 'application/json', takes: [] },
] as const satisfies readonly { readonly path: string; readonly summary: string; readonly type: string; readonly takes: readonly Parameter[] }[];

/** The OpenAPI 3.1 document of everything that programs can ask. */
export function openApiDocument(version: string) {
  const paths: readonly (readonly [path: string, methods: ReturnType<typeof operation>])[] = [
    ...Object.entries(RESOURCES).map(([name, { summary, item, takes }]) => [`/api/v1/${name}`, operation(name, summary, takes, json(pageSchema(item)))] as const),
    ['/api/v1/alerts/{id}', byPath('alert', 'The life of one alert: cause, evidence, stages, messages with every delivery, what people did', 'id', 'The id of any message about it.', { type: 'integer' }, json(ref('AlertLife')))],
    ['/captures/{sha256}', byPath('capture', 'What a source answered, byte for byte, as evidence names it', 'sha256', 'The hash of the bytes, in hex.', { type: 'string', pattern: '^[0-9a-f]{64}$' }, { 'application/octet-stream': { schema: { type: 'string', contentEncoding: 'binary' } } })],
    ...OTHERS.map(({ path, summary, type, takes }) => [path, operation(path.slice(1).replace(/\W/g, '_'), summary, takes, { [type]: { schema: { type: type === 'application/json' || type === 'application/feed+json' ? 'object' : 'string' } } }, path === '/readyz')] as const),
  ];
  return {
    openapi: '3.1.0',
    info: {
      title: 'driftledger', version, license: { name: 'MIT', identifier: 'MIT' },
      description: 'What a model cost, who said so, and when it changed. Amounts are exact decimal text; times are UTC RFC 3339. Every answer has an ETag; errors are problem documents (RFC 9457) that say where and what to do.',
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(paths),
    components: { schemas: SCHEMAS },
  };
}

export type OpenApiDocument = ReturnType<typeof openApiDocument>;

function operation(operationId: string, summary: string, takes: readonly Parameter[], content: object, mayBeUnready = false) {
  return { get: {
    operationId, summary,
    parameters: takes.map((name) => ({ name: name as string, in: 'query', required: operationId === 'history' && name === 'route', ...PARAMETERS[name] })),
    responses: {
      200: { description: 'The answer.', content },
      304: { description: 'Nothing has changed since the ETag in If-None-Match.' },
      ...(mayBeUnready ? { 503: { description: 'Not well, with the reasons.', content } } : {}),
      ...(takes.length === 0 ? {} : { 400: problem('The question cannot be read.') }),
      ...(operationId === 'history' ? { 404: problem('There is no such route.') } : {}),
    },
  } };
}

/** One thing, named in the address. */
function byPath(operationId: string, summary: string, name: string, description: string, schema: Schema, content: object): ReturnType<typeof operation> {
  const { get } = operation(operationId, summary, [], content);
  return { get: { ...get, parameters: [{ name, in: 'path', required: true, description, schema }], responses: { ...get.responses, 404: problem('There is nothing under this name.') } } };
}

function json(schema: Schema) {
  return { 'application/json': { schema } };
}

function problem(description: string) {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}
