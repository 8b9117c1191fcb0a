import { EMPTY_CELL, type Block, type Cell, type Table } from './blocks.ts';
import { isQuote } from './markdown.ts';
import { oneLine, plainCharacters, SEAM, withoutSeams } from './text.ts';

interface Op {
  readonly insert: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
}
type Zones = ReadonlyMap<string, readonly Op[]>;
interface Line {
  readonly text: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * The page's second form as blocks: a Quill delta in zones. Zone "0" holds the flow; a table is one "*" insert whose
 * `aceTable` names the zone of row ids and the zone of column ids; the zone of a cell is named by its row and column.
 * @returns null when the text is no such document
 */
export function quillBlocks(content: unknown): readonly Block[] | null {
  const zones = zonesOf(content);
  const flow = zones?.get('0');
  if (zones === null || flow === undefined) return null;
  return flowBlocks(flow, zones, 0);
}

function zonesOf(content: unknown): Zones | null {
  let value: unknown = content;
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value);
    } catch {
      return null;
    }
  }
  if (!isRecord(value)) return null;
  const data = isRecord(value['data']) ? value['data'] : value;
  const zones = new Map<string, readonly Op[]>();
  for (const [name, zone] of Object.entries(data)) {
    const ops = isRecord(zone) ? zone['ops'] : undefined;
    if (Array.isArray(ops)) zones.set(name, ops.filter(isRecord).map((op) => ({ insert: op['insert'], attributes: isRecord(op['attributes']) ? op['attributes'] : {} })));
  }
  return zones;
}

function flowBlocks(flow: readonly Op[], zones: Zones, depth: number): readonly Block[] {
  const blocks: Block[] = [];
  let pending: Op[] = [];
  const flush = (): void => {
    for (const line of linesOf(pending)) {
      const text = oneLine(plainCharacters(line.text)).replace(/^>+\s*/, '');
      if (text === '') continue;
      const level = headingLevel(line.attributes);
      blocks.push(level === null ? { kind: 'prose', text } : { kind: 'heading', level, text });
    }
    pending = [];
  };
  for (const op of flow) {
    const table = op.attributes['aceTable'];
    const inner = op.attributes['zoneId'];
    if (typeof table === 'string') {
      flush();
      const block = tableOf(table, zones);
      if (block !== null) blocks.push(block);
    } else if (typeof inner === 'string' && depth < 4) {
      // A tip box is a zone of its own.
      flush();
      blocks.push(...flowBlocks(zones.get(inner) ?? [], zones, depth + 1));
    } else pending.push(op);
  }
  flush();
  return blocks;
}

function tableOf(names: string, zones: Zones): Table | null {
  const [rowZone = '', columnZone = ''] = names.trim().split(/\s+/);
  const rowIds = idsOf(zones.get(rowZone));
  const columnIds = idsOf(zones.get(columnZone));
  if (rowIds.length === 0 || columnIds.length === 0 || rowIds.length * columnIds.length > 100_000) return null;
  const rows = rowIds.map((row) => columnIds.map((column) => cellOf(zoneOfCell(zones, row, column))));
  return { kind: 'table', header: rows[0] ?? [], rows: rows.slice(1) };
}

function zoneOfCell(zones: Zones, row: string, column: string): readonly Op[] | undefined {
  return zones.get(`x${row}x${column}`) ?? zones.get(`${row}${column}`) ?? zones.get(`${row}x${column}`) ?? zones.get(`${row}_${column}`);
}

function idsOf(ops: readonly Op[] | undefined): readonly string[] {
  return (ops ?? []).flatMap(({ insert }) => (isRecord(insert) && typeof insert['id'] === 'string' ? [insert['id']] : []));
}

function cellOf(ops: readonly Op[] | undefined): Cell {
  if (ops === undefined) return EMPTY_CELL;
  const lines: string[] = [];
  const quoted: string[] = [];
  for (const line of linesOf(ops)) {
    const text = oneLine(plainCharacters(line.text));
    if (text === '') continue;
    if (isQuoted(line.attributes) || isQuote(text)) quoted.push(text.replace(/^>+\s*/, ''));
    else lines.push(text);
  }
  return { lines, quoted };
}

/** Text by lines. A "*" insert marked `lmkr` is no text: it carries the attributes of the line that it opens. */
function linesOf(ops: readonly Op[]): readonly Line[] {
  const lines: Line[] = [];
  let text = '';
  let attributes: Readonly<Record<string, unknown>> = {};
  const end = (): void => {
    lines.push({ text: withoutSeams(text), attributes });
    text = '';
    attributes = {};
  };
  for (const op of ops) {
    if (typeof op.insert !== 'string') continue;
    if (op.insert === '*' && op.attributes['lmkr'] !== undefined) {
      attributes = op.attributes;
      continue;
    }
    // Two inserts in one line are dressed differently.
    text += isStruck(op.attributes) ? '~~' : op.attributes['script'] === undefined ? SEAM : ' ';
    const parts = op.insert.split('\n');
    parts.forEach((part, index) => {
      text += part;
      if (index < parts.length - 1) {
        // Plain Quill puts the attributes of a line on its line break.
        if (op.insert === '\n') attributes = { ...attributes, ...op.attributes };
        end();
      }
    });
    if (op.attributes['script'] !== undefined) text += ' ';
  }
  if (withoutSeams(text) !== '') end();
  return lines;
}

function headingLevel(attributes: Readonly<Record<string, unknown>>): number | null {
  const heading = attributes['heading'] ?? attributes['header'];
  const level = /^h?([1-6])$/.exec(typeof heading === 'number' ? String(heading) : typeof heading === 'string' ? heading : '')?.[1];
  return level === undefined ? null : Number(level);
}

function isQuoted(attributes: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(attributes).some((key) => key.toLowerCase().includes('quote'));
}

function isStruck(attributes: Readonly<Record<string, unknown>>): boolean {
  return attributes['strike'] !== undefined || attributes['strikethrough'] !== undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
