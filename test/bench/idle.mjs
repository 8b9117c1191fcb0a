// Starts the built worker on an empty folder, lets it settle, prints its resident memory in MB and stops it.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'schedules.json'), JSON.stringify({ timezone: 'UTC', sources: [] }));
const worker = spawn(process.execPath, ['dist/main.js', 'start', '--port', '0', '--config', join(folder, 'schedules.json'), '--db', join(folder, 'ledger.sqlite')], { stdio: 'ignore' });
await new Promise((resolve) => { setTimeout(resolve, 5000); });
const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${worker.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
worker.kill('SIGTERM');
await new Promise((resolve) => { worker.once('exit', resolve); });
process.stdout.write(`${Math.round(rss / 1e6)}\n`);
