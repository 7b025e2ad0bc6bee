import { AppError, select, text, type WriteEvent } from '../../../core/index.ts';

/** What was done with accounts, by whom and from where. Nobody writes here but the platform, and nobody changes what is written. */
export const eventsCollection = {
  fields: {
    /** What was done, for example `sign-in`. */
    action: text({ required: true, max: 60 }),
    result: select(['success', 'failure'], { required: true }),
    /** Why it failed: a code. */
    reason: text({ max: 60 }),
    collection: text({ max: 63 }),
    /** Whose account it was done with; null where there is none. */
    account: text({ max: 36, index: true }),
    /** Who did it, where that is somebody else. */
    by: text({ max: 36 }),
    method: text({ max: 60 }),
    ip: text({ max: 45 }),
    device: text({ max: 300 }),
  },
  indexes: [['createdAt']],
  hooks: {
    beforeWrite({ caller }: WriteEvent) {
      if (caller) throw new AppError('forbidden', { detail: 'The trail is written by the platform alone.' });
    },
  },
  changes: false,
};
