import { type Chart } from './chart.ts';
import { type MessageContent } from '../content.ts';
import { type ToldEvent } from '../words/told-event.ts';

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

export interface MailInput<Content extends MessageContent = MessageContent> {
  readonly from: string;
  readonly to: string;
  readonly message_id: string;
  readonly headline: string;
  readonly key: string;
  /** The alert's number in the ledger, for the command line. */
  readonly alert?: number;
  readonly content: Content;
  readonly events: readonly ToldEvent[];
  /** The address of the page; null where nobody else can reach it. */
  readonly pageUrl: string | null;
  /** The zone of the reader; its time stands beside UTC. */
  readonly zone?: string;
  /** Every change, those folded under a factor too, for the attached file; the events themselves when absent. */
  readonly allRows?: readonly ToldEvent[];
  /** The last 90 days of the route that `chartSubject` names, as `drawChart` makes it. */
  readonly chart?: Chart | null;
  /** Signed addresses that a person follows; absent where no page can be reached. */
  readonly links?: MailLinks;
}

export interface MailLinks {
  readonly acknowledge?: string;
  readonly silence?: string;
  readonly unsubscribe?: string;
}

/** The name by which the HTML shows the chart. */
export const CHART_CID = 'chart@driftledger.invalid';
