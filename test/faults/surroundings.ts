import { spawnSync } from 'node:child_process';

/**
 * Disks that are full or read-only, made in a mount namespace that ends with the process, so that nothing is left over.
 * Each is a command line to stand before another one.
 */

/** Whether this machine lets a process have mounts of its own; in some containers it does not. */
export const MOUNTS = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /mnt || mount -t tmpfs none /tmp']).status === 0;
/** What stands in the title of a test that is skipped. */
export const WITHOUT_MOUNTS = MOUNTS ? '' : ' (SKIPPED: this machine lets nobody mount)';

/** A disk of so many KiB at `folder`, with a copy of the files `kept/ledger.sqlite*`; what is on it in the end is copied back. */
export function smallDisk({ folder, kept, kib }: { readonly folder: string; readonly kept: string; readonly kib: number }): readonly string[] {
  return inNamespace(`mount -t tmpfs -o size=${kib}k small "$folder" && cp "$other"/ledger.sqlite* "$folder" && { "$@"; code=$?; cp "$folder"/ledger.sqlite* "$other"; exit $code; }`, folder, kept);
}

/** A folder, or one file, that nobody can write, root neither. */
export function readOnly(path: string): readonly string[] {
  return inNamespace('mount --bind "$folder" "$folder" && mount -o remount,ro,bind "$folder" && exec "$@"', path);
}

/** No file may grow beyond so many KiB: needs no rights at all. */
export function smallFiles(kib: number): readonly string[] {
  return ['bash', '-c', `ulimit -f ${kib} && exec "$@"`, 'bash'];
}

function inNamespace(script: string, folder: string, other = ''): readonly string[] {
  return ['unshare', '-rm', 'sh', '-c', `folder=$1 other=$2; shift 2; ${script}`, 'sh', folder, other];
}
