import { createHash } from 'node:crypto';

/** The same alert to the same person has the same Message-ID, however often it has to be sent. */
export function messageId(key: string, recipient: string, at: string): string {
  return `<${fingerprint(key, recipient, at)}@driftledger.invalid>`;
}

/** The invisible first mail of a thread: all mails about one cause to one person refer to it. */
export function threadRoot(key: string, recipient: string): string {
  return `<thread.${fingerprint(key, recipient)}@driftledger.invalid>`;
}

function fingerprint(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
