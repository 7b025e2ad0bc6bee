import { AppError, type Caller, type Row } from '../../../core/index.ts';
import type { AuthParts } from '../auth-parts.ts';

const always = ['id', 'email', 'emailVerified', 'createdAt', 'updatedAt', 'version'];

/** An account as it sees itself: what the rules let it read, and its system fields in any case. */
export async function viewAccount({ host }: AuthParts, caller: Caller): Promise<Row> {
  const [collection, id] = [caller.collection as string, caller.id as string];
  const own = await host.records.get(collection, id, { fields: always });
  try {
    return { ...own, ...(await host.recordsAs(caller).get(collection, id)) };
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return own;
    throw error;
  }
}
