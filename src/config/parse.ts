import { z } from 'zod';
import { UsageError } from '../domain/finding.ts';
import { type Adapter } from '../domain/source.ts';
import { type EvidenceClass } from '../domain/vocabulary.ts';
import { JsonTextFault, parsePlacedJson, type PlacedJson } from './positions.ts';
import { fileSchema, sourceSchema, type FileShape } from './schema.ts';

/** One source as configured: what every source has, and its adapter with the settings it understood. */
export interface SourceConfig {
  readonly id: string;
  readonly adapter: Adapter;
  readonly url: string;
  readonly cron: string;
  readonly timezone: string;
  readonly enabled: boolean;
  readonly jitter_s: number;
  /** Minutes; null: three of the source's own intervals. */
  readonly stale_after_minutes: number | null;
  readonly evidence_class: EvidenceClass;
  readonly publisher: string;
  readonly settings: unknown;
}

export interface Config extends Omit<FileShape, 'sources' | '$schema'> {
  readonly sources: readonly SourceConfig[];
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Reads the text of schedules.json.
 * @throws UsageError that lists every fault by line and path; nothing of a wrong file is used
 */
export function parseConfig(text: string, file: string, adapters: readonly Adapter[]): Config {
  const placed = place(text, file);
  const parsed = fileSchema.safeParse(placed.value);
  const faults: Fault[] = parsed.success ? [] : parsed.error.issues.flatMap(faultsOf);
  const sources = parsed.success ? readSources(parsed.data, adapters, faults) : [];
  if (parsed.success) faults.push(...unknownSources(parsed.data));
  if (!parsed.success || faults.length > 0) throw refuse(file, placed, faults);
  const { $schema: _, ...rest } = parsed.data;
  return { ...rest, sources };
}

function place(text: string, file: string): PlacedJson {
  try {
    return parsePlacedJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextFault)) throw error;
    throw new UsageError({ what: `this is not JSON: ${error.message}`, where: `${file}, line ${error.line}, column ${error.column}`, mend: error.mend });
  }
}

function readSources(file: FileShape, adapters: readonly Adapter[], faults: Fault[]): readonly SourceConfig[] {
  const seen = new Set<string>();
  const common = new Set(Object.keys(sourceSchema.shape));
  return file.sources.flatMap((source, index) => {
    const path = ['sources', index];
    if (seen.has(source.id)) faults.push({ path: [...path, 'id'], message: `the id "${source.id}" is taken by another source` });
    seen.add(source.id);
    const adapter = adapters.find(({ name }) => name === source.adapter);
    if (adapter === undefined) {
      faults.push({ path: [...path, 'adapter'], message: `there is no adapter "${source.adapter}": one of ${adapters.map(({ name }) => name).join(', ')}` });
      return [];
    }
    const own = Object.fromEntries(Object.entries(source).filter(([key]) => !common.has(key)));
    const settings = readSettings(adapter, own, path, faults);
    return [{
      id: source.id, adapter, url: source.url, cron: source.cron, timezone: source.timezone ?? file.timezone, enabled: source.enabled, jitter_s: source.jitter_s,
      stale_after_minutes: source.stale_after === undefined ? null : minutesOf(source.stale_after),
      evidence_class: source.evidence_class ?? adapter.evidence_class, publisher: source.publisher ?? adapter.publisher, settings,
    }];
  });
}

function unknownSources({ compare, sources }: FileShape): readonly Fault[] {
  const known = new Set(sources.map(({ id }) => id));
  return compare.flatMap(({ routes }, index) => Object.keys(routes).filter((id) => !known.has(id))
    .map((id) => ({ path: ['compare', index, 'routes', id], message: `there is no source "${id}": one of ${[...known].join(', ')}` })));
}

function readSettings(adapter: Adapter, own: Readonly<Record<string, unknown>>, path: readonly PropertyKey[], faults: Fault[]): unknown {
  const secret = Object.keys(own).find((key) => /key$|token$|secret|password/i.test(key) && typeof own[key] === 'string');
  try {
    return adapter.settings.parse(own);
  } catch (error) {
    const issues = error instanceof z.ZodError ? error.issues.flatMap(faultsOf) : [{ path: [], message: error instanceof Error ? error.message : String(error) }];
    faults.push(...issues.map((issue) => ({ path: [...path, ...issue.path], message: secret !== undefined && issue.path[0] === secret ? `${issue.message}; secrets belong into the environment, never into this file` : issue.message })));
    return null;
  }
}

/** An unknown key is told at the key itself, and each on its own. */
function faultsOf(issue: z.core.$ZodIssue): readonly Fault[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...issue.path, key], message: `"${key}" is not a key here: mend its spelling or take it out` }));
  return [{ path: issue.path, message: issue.message }];
}

function refuse(file: string, placed: PlacedJson, faults: readonly Fault[]): UsageError {
  const lines = faults.map(({ path, message }) => ({ line: placed.lineOf(path), text: `${path.length === 0 ? 'the file' : pathText(path)}: ${message}` }))
    .toSorted((a, b) => a.line - b.line).map(({ line, text }) => `  line ${line}: ${text}`);
  return new UsageError({ what: `the configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${lines.join('\n')}`, where: file, mend: 'mend these lines; until then the last good configuration stays in force' });
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`)).join('');
}

function minutesOf(span: string): number {
  const minutes = { m: 1, h: 60, d: 1440 } as const;
  return Number(span.slice(0, -1)) * minutes[span.at(-1) as keyof typeof minutes];
}
