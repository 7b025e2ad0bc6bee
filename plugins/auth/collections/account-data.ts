import { datetime, email, json, text } from '../../../core/index.ts';

/** Whose something is. Not a relation: accounts are in several collections, and the id of one is in no other. */
export const owner = {
  collection: text({ required: true, max: 63 }),
  account: text({ required: true, max: 36, index: true }),
};

/** The people who run the app. */
export const adminsCollection = {
  auth: true,
  fields: { name: text({ max: 100 }) },
};

/**
 * What is known of an account besides its record: one row for each. It is also what is locked where the standing of an account changes, so
 * that nobody signs in while being banned. Nothing of it goes to the change log, where a hash would outlive its password.
 */
export const credentialsCollection = {
  fields: {
    collection: owner.collection,
    account: text({ required: true, max: 36, unique: true }),
    passwordHash: text({ hidden: true, max: 500 }),
    passwordChangedAt: datetime(),
    /** Another one with each password, also where two are set within a millisecond. */
    passwordStamp: text({ hidden: true, max: 36 }),
    lastSignInAt: datetime(),
    bannedAt: datetime(),
    /** Null while banned: for ever. */
    bannedUntil: datetime(),
    banReason: text({ max: 500 }),
  },
  changes: false,
};

/** Who an account is elsewhere. */
export const identitiesCollection = {
  fields: {
    ...owner,
    provider: text({ required: true, max: 60 }),
    subject: text({ required: true, max: 255 }),
    email: email(),
    profile: json(),
    lastUsedAt: datetime(),
  },
  indexes: [{ fields: ['provider', 'subject', 'collection'], unique: true }],
  changes: false,
};
