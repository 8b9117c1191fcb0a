import { plainText } from '../domain/plain-text.ts';
import { type World } from './world.ts';

/** Prints one JSON document. */
export function printJson(world: World, value: unknown): void {
  world.out(`${JSON.stringify(value, null, 2)}\n`);
}

/** One text without end would push every column beside it off every screen; --json has it whole. */
const WIDEST = 300;

/**
 * A table without lines: columns as wide as their widest cell, numbers to the right. Cells come from outside, so
 * control and direction characters are shown as a question mark: a terminal would obey them.
 */
export function printTable(world: World, head: readonly string[], rows: readonly (readonly (string | number | null)[])[], right: readonly number[] = []): void {
  const cells = [head, ...rows.map((row) => row.map((cell) => plainText(cell === null ? '–' : String(cell), WIDEST)))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))));
  for (const row of cells) {
    const line = row.map((cell, column) => {
      const gap = ' '.repeat((widths[column] ?? 0) - width(cell));
      return right.includes(column) ? gap + cell : cell + gap;
    });
    world.out(`${line.join('  ').trimEnd()}\n`);
  }
}

function width(text: string): number {
  return Array.from(text).length;
}

/** "2026-11-22 06:10 UTC" */
export function shortTime(instant: string | null): string {
  return instant === null ? '–' : `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}
