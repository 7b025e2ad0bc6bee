import { datetime, email, relation, select, text } from '../../../core/index.ts';
import { owner } from './account-data.ts';
import { names } from './names.ts';

/** Sign-ins. A session that has ended stays for a while, so that the use of its tokens is recognised. */
export const sessionsCollection = {
  fields: {
    ...owner,
    /** The id of the provider that proved who it is. */
    method: text({ required: true, max: 60 }),
    device: text({ max: 300 }),
    ip: text({ max: 45 }),
    lastUsedAt: datetime({ required: true }),
    expiresAt: datetime({ required: true, index: true }),
    revokedAt: datetime(),
    revokedBecause: text({ max: 60 }),
    /** The administrator who speaks as the account. */
    impersonator: text({ max: 36 }),
  },
};

/** Tokens that a session is gone on with: each is used once. All of one session are a family. */
export const refreshTokensCollection = {
  fields: {
    session: relation(names.sessions, { required: true, onDelete: 'cascade' }),
    digest: text({ required: true, hidden: true, unique: true, max: 64 }),
    usedAt: datetime(),
    expiresAt: datetime({ required: true, index: true }),
  },
  changes: false,
};

/** What one use of a secret is for. */
export type Purpose = 'verify-email' | 'change-email' | 'reset-password' | 'first-admin';

/** Secrets that work once: whoever holds one proves that he got a mail, or reads the server's output. */
export const secretsCollection = {
  fields: {
    purpose: select(['verify-email', 'change-email', 'reset-password', 'first-admin'] satisfies Purpose[], { required: true }),
    collection: owner.collection,
    /** Null for the first administrator, who is none yet. */
    account: text({ max: 36, index: true }),
    digest: text({ required: true, hidden: true, unique: true, max: 64 }),
    /** The address that it was sent to: it proves that one and no other. */
    email: email(),
    /** The session that asked for it. */
    session: text({ max: 36 }),
    expiresAt: datetime({ required: true, index: true }),
  },
  changes: false,
};
