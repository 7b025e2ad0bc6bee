import { AppError, type WriteEvent } from '../../core/index.ts';

/** The hook that makes a new mail whole, whoever writes it: it needs a text, and what becomes of it is up to the app. */
export function completeMail(state: 'queued' | 'kept'): (event: WriteEvent) => void {
  return ({ action, data }) => {
    if (action !== 'create') return;
    if (typeof data.text !== 'string' || data.text.trim() === '') {
      throw new AppError('validation_failed', { errors: [{ path: 'text', code: 'required', message: 'must be there' }] });
    }
    data.state ??= state;
  };
}
