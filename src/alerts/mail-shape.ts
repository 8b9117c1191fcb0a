import { type AlertContent } from './content.ts';
import { type ToldEvent } from './words.ts';

/** A mail, ready to be handed to a transport. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly date: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly inReplyTo: string;
  readonly references: string;
  readonly attachments?: readonly Attachment[];
}

export interface Attachment {
  readonly filename: string;
  readonly content: Buffer;
  readonly contentType: string;
  /** A picture that the HTML shows. */
  readonly cid?: string;
  readonly contentDisposition: 'attachment' | 'inline';
}

export interface MailInput {
  readonly from: string;
  readonly to: string;
  readonly message_id: string;
  readonly headline: string;
  readonly key: string;
  readonly content: AlertContent;
  readonly events: readonly ToldEvent[];
  /** The address of the page; null where nobody else can reach it. */
  readonly pageUrl: string | null;
  /** The zone of the reader; its time stands beside UTC. */
  readonly zone?: string;
  /** Every change, those folded under a factor too, for the attached file; the events themselves when absent. */
  readonly allRows?: readonly ToldEvent[];
  /** The last 90 days as a picture, with its numbers in words. */
  readonly chart?: { readonly png: Uint8Array; readonly alt: string };
  readonly links?: { readonly acknowledge?: string; readonly silence?: string; readonly unsubscribe?: string };
}

/** What both parts of a mail say. */
export interface MailBody extends MailInput {
  /** The rows of the table, the weightiest first. */
  readonly shown: readonly ToldEvent[];
  /** How many changes there are in all. */
  readonly total: number;
  readonly file: string | null;
}

/** The name by which the HTML shows the chart. */
export const CHART_CID = 'chart@driftledger.invalid';
