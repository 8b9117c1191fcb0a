import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../src/sources/index.ts';

/** From the ground up. Imports go down only; rooms on one floor do not see each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['domain'],
  ['chart'],
  ['alerts', 'capture', 'config', 'evidence', 'ledger', 'sources'],
  ['monitor'],
  ['web'],
  ['demo'],
  ['cli'],
  ['main.ts'],
];

const SRC = resolve('src');

function files(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.endsWith('.test-support.ts') ? [path] : [];
  });
}

/** The room a file belongs to: the first part of its path below src. */
function roomOf(path: string): string {
  return relative(SRC, path).split('/')[0] ?? '';
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}

function importsOf(path: string): readonly string[] {
  return [...readFileSync(path, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target = '']) => resolve(dirname(path), target));
}

describe('the house', () => {
  const all = files(SRC);

  it('has no room without a floor', () => {
    expect([...new Set(all.map(roomOf))].filter((room) => floorOf(room) === -1)).toEqual([]);
  });

  it('imports only downwards, and never across a floor', () => {
    const wrong = all.flatMap((path) => importsOf(path).flatMap((target) => {
      const [from, to] = [roomOf(path), roomOf(target)];
      return from === to || floorOf(to) < floorOf(from) ? [] : [`${relative(SRC, path)} imports ${relative(SRC, target)}`];
    }));
    expect(wrong).toEqual([]);
  });

  it('never goes in a circle from file to file', () => {
    const [done, way]: [Set<string>, string[]] = [new Set(), []];
    const circles: string[] = [];
    const visit = (path: string): void => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].map((one) => relative(SRC, one)).join(' imports '));
      if (way.includes(path) || done.has(path)) return;
      way.push(path);
      for (const target of importsOf(path)) if (all.includes(target)) visit(target);
      done.add(path);
      way.pop();
    };
    for (const path of all) visit(path);
    expect(circles).toEqual([]);
  });

  it('lets no adapter know another: what they share stands in sources/lib, presets are data', () => {
    const shared = new Set(['lib', 'index.ts', 'presets', 'guess']);
    const wrong = all.filter((path) => roomOf(path) === 'sources').flatMap((path) => importsOf(path).flatMap((target) => {
      if (roomOf(target) !== 'sources') return [];
      const [from = '', to = ''] = [path, target].map((one) => relative(join(SRC, 'sources'), one).split('/')[0] ?? '');
      return from === to || to === 'lib' || to === 'presets' || shared.has(from) ? [] : [`${relative(SRC, path)} imports ${relative(SRC, target)}`];
    }));
    expect(wrong).toEqual([]);
  });

  it('speaks SQL in the ledger only', () => {
    const wrong = all.filter((path) => roomOf(path) !== 'ledger' && readFileSync(path, 'utf8').includes("'better-sqlite3"));
    expect(wrong.map((path) => relative(SRC, path))).toEqual([]);
  });

  it('lists every adapter folder, under its own name', () => {
    const notAdapters = new Set(['lib', 'presets', 'guess']);
    const folders = readdirSync(join(SRC, 'sources')).filter((name) => statSync(join(SRC, 'sources', name)).isDirectory() && !notAdapters.has(name));
    expect(ADAPTERS.map(({ name }) => name).toSorted()).toEqual(folders.toSorted());
  });
});
