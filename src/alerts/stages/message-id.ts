import { createHash } from 'node:crypto';

/** The same message to the same person has the same Message-ID, however often it has to be sent. `revision`: which of the messages under the key; mostly the time of its check. */
export function messageId(key: string, recipient: string, revision: string): string {
  return `<${fingerprint(key, recipient, revision)}@driftledger.invalid>`;
}

/** The invisible first mail of a thread: all mails about one cause to one person refer to it. */
export function threadRoot(key: string, recipient: string): string {
  return `<thread.${fingerprint(key, recipient)}@driftledger.invalid>`;
}

function fingerprint(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
