import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Holder } from './port.ts';

/** This process, in words that another process can check. */
export function thisProcess(): Holder {
  return { host: hostname(), pid: process.pid, started: startOf(process.pid) ?? 'unknown' };
}

/**
 * Whether the holder of a lease or claim still runs. A process on another host is taken for alive: only its lease's
 * end can tell. A process id that now belongs to a process with another start is a dead holder.
 */
export function isHolderAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  return startOf(holder.pid) === holder.started;
}

/** When a process started, in the system's own words; null when there is no such process, or it is over and only its parent has not asked how. */
function startOf(pid: number): string | null {
  try {
    // Fields 3 (state) and 22 (start) of the line, counted after the command name, which may hold spaces and parentheses.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return process.platform === 'linux' ? null : startByPs(pid);
  }
}

function startByPs(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || null;
  } catch {
    return null;
  }
}
