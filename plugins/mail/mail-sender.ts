import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../core/index.ts';
import { backOff } from './back-off.ts';
import type { Deliver, Delivery } from './delivery.ts';
import type { Again, MailQueue, TakenMail } from './mail-queue.ts';
import { WakeablePause } from './wakeable-pause.ts';

/** How often the queue is looked at when nobody wakes: another process may have died, or a mail may have become due. */
const idleMilliseconds = 2000;
/** After an answer that is about the mail, and how often at most: about three days. */
const mailPauses = { least: 10_000, most: 3_600_000 };
const mostAttempts = 80;
/** After trouble with the server or the database, for all mails of this process. */
const serverPauses = { least: 500, most: 60_000 };
/** How long an attempt may still take when the app ends. */
const graceMilliseconds = 10_000;
/** How often what came of an attempt is written down anew where the database cannot; a mail that is not marked as sent is sent again. */
const notes = 10;

/** What a sender works with. */
export interface MailSenderParts {
  readonly queue: MailQueue;
  readonly deliver: Deliver;
  readonly log: Host['log'];
}

/** Sends queued mails, one after the other, until it is stopped. A mail is in the database until the server took it, so none is lost. */
export class MailSender {
  readonly #parts: MailSenderParts;
  readonly #pause = new WakeablePause();
  readonly #abort = new AbortController();
  #stopped = false;
  #troubles = 0;
  #running: Promise<void> | undefined;

  constructor(parts: MailSenderParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#running = this.#loop();
  }

  /** Says that there may be a mail to send. */
  wake(): void {
    this.#pause.wake();
  }

  /** Ends after the mail that is being sent; one that takes too long is left to the next process. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pause.end();
    const tooLong = setTimeout(() => this.#abort.abort(), graceMilliseconds);
    await this.#running;
    clearTimeout(tooLong);
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      try {
        const mail = await this.#parts.queue.take();
        if (mail === undefined) await this.#pause.untilWoken(idleMilliseconds);
        else if (mail !== 'lost') await this.#send(mail);
      } catch (error) {
        this.#parts.log.error({ err: error }, 'the mails cannot be read');
        await this.#pause.whole(backOff(serverPauses, ++this.#troubles));
      }
    }
  }

  async #send(mail: TakenMail): Promise<void> {
    const { deliver, log } = this.#parts;
    const delivery = await deliver(mail, this.#abort.signal);
    const again = this.#again(mail, delivery);
    if (delivery.outcome !== 'sent') {
      const details = { mail: mail.id, attempts: mail.attempts, outcome: delivery.outcome, error: delivery.error };
      log.warn(details, again === undefined ? 'a mail was given up' : 'a mail was not sent; it will be tried again');
    }
    await this.#note(mail, delivery, again);
    if (delivery.outcome === 'unreachable') await this.#pause.whole(again ?? 0);
  }

  #again({ attempts }: TakenMail, delivery: Delivery): Again {
    if (delivery.outcome === 'unreachable') return this.#abort.signal.aborted ? 0 : backOff(serverPauses, ++this.#troubles);
    this.#troubles = 0;
    if (delivery.outcome === 'postponed' && attempts < mostAttempts) return backOff(mailPauses, attempts);
    return undefined;
  }

  async #note(mail: TakenMail, delivery: Delivery, again: Again): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#parts.queue.finish(mail, delivery, again);
      } catch (error) {
        if (attempt === notes || this.#stopped) throw error;
        this.#parts.log.error({ err: error, mail: mail.id }, 'what came of a mail cannot be written down');
        await sleep(backOff({ least: 100, most: 5000 }, attempt));
      }
    }
  }
}
