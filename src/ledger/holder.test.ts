import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isHolderAlive, thisProcess } from './holder.ts';

describe('a holder of a lease', () => {
  it('is alive while its process runs, and no longer when another process has its id', () => {
    expect(isHolderAlive(thisProcess())).toBe(true);
    expect(isHolderAlive({ ...thisProcess(), started: 'another time' })).toBe(false);
    expect(isHolderAlive({ host: hostname(), pid: 4_194_305, started: 'never' })).toBe(false);
  });

  it('is taken for alive on another machine', () => {
    expect(isHolderAlive({ host: 'elsewhere', pid: 1, started: 'monday' })).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')('is dead when its process is over and only its parent has not asked how it ended', async () => {
    // A parent that never asks: in a container that is often process 1.
    const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600 3>&-'], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
    onTestFinished(() => { parent.kill('SIGKILL'); });
    const [said, files] = [parent.stdio[1] as Readable, parent.stdio[3] as Readable];
    const [line] = await once(said, 'data') as [Buffer];
    const pid = Number(line.toString());
    const started = startOf(pid);
    expect(isHolderAlive({ host: hostname(), pid, started })).toBe(true);

    const gone = once(files, 'close');
    files.resume();
    process.kill(pid, 'SIGKILL');
    await gone;
    // It has let go of its files, and is a moment from being over.
    for (let look = 0; look < 100_000 && stateOf(pid) !== 'Z'; look++);
    expect([stateOf(pid), startOf(pid)]).toEqual(['Z', started]);
    expect(isHolderAlive({ host: hostname(), pid, started })).toBe(false);
  });
});

function fieldsOf(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const stateOf = (pid: number): string | undefined => fieldsOf(pid)[0];
const startOf = (pid: number): string => fieldsOf(pid)[19] ?? '';
