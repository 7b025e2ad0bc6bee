import { datetime, email, integer, select, text } from '../../core/index.ts';

/** The name of the collection. */
export const mails = '_mails';

/**
 * Every mail of the app, for administrators only. Writes do not go to the change log: a body, with its links and codes, would lie there for
 * days after it was dropped here.
 */
export const mailsCollection = {
  fields: {
    to: email({ required: true }),
    // A line break would begin another header.
    subject: text({ required: true, max: 500, pattern: '^[^\\p{Cc}\\p{Zl}\\p{Zp}]*$' }),
    /** Null once the mail was sent; so is `html`. */
    text: text({ max: 200_000 }),
    html: text({ max: 1_000_000 }),
    template: text({ max: 100 }),
    locale: text({ max: 35, pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' }),
    /** Of a new mail `queued` where there is a mail server, `kept` where there is none. */
    state: select(['queued', 'sent', 'failed', 'kept']),
    attempts: integer({ required: true, default: 0, min: 0 }),
    /** Why the last attempt failed. */
    error: text({ max: 1000 }),
    /** Of a queued mail: null is at once. While a process sends it, the moment from which another may take it. */
    nextAttemptAt: datetime(),
    sentAt: datetime(),
  },
  indexes: [['state', 'nextAttemptAt']],
  changes: false,
};
