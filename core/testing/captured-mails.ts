import { AppError } from '../errors.ts';
import type { ListQuery, Page, Records } from '../records/records.ts';

/** A mail that an app wrote. */
export interface TestMail {
  readonly to: string;
  readonly subject: string;
  /** Null once the mail was sent. */
  readonly text: string | null;
  readonly html: string | null;
  /** The name of the template; null where none was named. */
  readonly template: string | null;
  readonly locale: string | null;
  readonly state: 'queued' | 'sent' | 'failed' | 'kept';
}

/** Which mails; all of them where nothing is said. */
export interface MailChoice {
  readonly to?: string;
  readonly template?: string;
}

const collection = '_mails';

/** The mails of an app, oldest first. Throws where nothing in the app can write mails. */
export async function capturedMails(records: Records, choice: MailChoice = {}): Promise<TestMail[]> {
  const mails: TestMail[] = [];
  // Ids are in the order of making, even while the test's clock stands still.
  let query: ListQuery = { where: choice, sort: 'id', limit: 500 };
  for (;;) {
    const page = await listMails(records, query);
    mails.push(...page.items.map((row) => row as unknown as TestMail));
    if (page.next === null) return mails;
    query = { ...query, cursor: page.next };
  }
}

async function listMails(records: Records, query: ListQuery): Promise<Page> {
  try {
    return await records.list(collection, query);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'not_found')) throw error;
    throw new Error('This app has no mails, for the plugin "mail" is not there. Add mail() to plugins, or take it out of without.', {
      cause: error,
    });
  }
}
