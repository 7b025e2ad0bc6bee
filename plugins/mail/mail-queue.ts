import { AppError, type Records, type Row } from '../../core/index.ts';
import type { Delivery, OutgoingMail } from './delivery.ts';
import { mails } from './mails-collection.ts';

/** A mail that this process, and no other, may send until the lease ends. */
export interface TakenMail extends OutgoingMail {
  /** How many attempts there are with this one. */
  readonly attempts: number;
}

/** When a failed mail is tried again, as milliseconds from now; undefined: never. */
export type Again = number | undefined;

/** What a queue works with. */
export interface MailQueueParts {
  readonly records: Records;
  /** How long, in milliseconds, a process that took a mail has it for itself. */
  readonly lease: number;
  now(): Date;
}

/** The queued mails of the app, of which several processes may take. */
export class MailQueue {
  readonly #parts: MailQueueParts;

  constructor(parts: MailQueueParts) {
    this.#parts = parts;
  }

  /** Takes the mail that waits longest; undefined where none is due, `lost` where another process was faster. */
  async take(): Promise<TakenMail | 'lost' | undefined> {
    const { records, lease, now } = this.#parts;
    const moment = now();
    const due = { or: [{ nextAttemptAt: null }, { nextAttemptAt: { lte: moment.toISOString() } }] };
    const query = { where: { state: 'queued', ...due }, sort: ['nextAttemptAt', 'id'], limit: 1 };
    const [row] = (await records.list(mails, query)).items;
    if (!row) return undefined;
    const attempts = (row.attempts as number) + 1;
    // If this process dies now, the mail is due again when the lease ends.
    const data = { attempts, nextAttemptAt: later(moment, lease) };
    try {
      await records.update(mails, row.id as string, { data, version: row.version as number });
    } catch (error) {
      if (error instanceof AppError && ['precondition_failed', 'not_found'].includes(error.code)) return 'lost';
      throw error;
    }
    return { ...toOutgoing(row), attempts };
  }

  /** Writes down what came of the attempt. */
  async finish(mail: TakenMail, delivery: Delivery, again: Again): Promise<void> {
    const { records, now } = this.#parts;
    const data = delivery.outcome === 'sent' ? sent(now()) : failed(delivery.error, again === undefined ? null : later(now(), again));
    try {
      await records.update(mails, mail.id, { data });
    } catch (error) {
      // A mail that was deleted meanwhile needs no note.
      if (!(error instanceof AppError && error.code === 'not_found')) throw error;
    }
  }
}

function sent(moment: Date): Row {
  return { state: 'sent', sentAt: moment.toISOString(), text: null, html: null, error: null, nextAttemptAt: null };
}

/** Without a next attempt it is over. */
function failed(error: string, nextAttemptAt: string | null): Row {
  return { error, nextAttemptAt, ...(nextAttemptAt === null && { state: 'failed' }) };
}

function later(moment: Date, milliseconds: number): string {
  return new Date(moment.getTime() + milliseconds).toISOString();
}

function toOutgoing(row: Row): OutgoingMail {
  const { id, to, subject, text, html } = row as Record<'id' | 'to' | 'subject', string> & Record<'text' | 'html', string | null>;
  return { id, to, subject, text: text ?? '', html: html ?? undefined };
}
