import { AppError } from '../../../core/index.ts';

/** What a new password must be like. */
export interface PasswordRules {
  /** In characters, as people count them (code points). */
  readonly minLength: number;
  /** Whether it is on a list of stolen passwords. */
  readonly breached?: ((password: string) => boolean | Promise<boolean>) | undefined;
}

/** More than anybody types; what is longer is meant to cost us time. */
const greatestBytes = 4096;

/** Refuses what nobody can have as a password, whoever gives it. Says nothing of what is stored. */
export function checkPasswordSize(password: string): void {
  if (Buffer.byteLength(password, 'utf8') > greatestBytes) {
    throw new AppError('password_too_long', { detail: `A password has at most ${greatestBytes} bytes.` });
  }
}

/** Sees to it that a new password is good enough; `path` is where the client wrote it. */
export async function checkNewPassword(password: string, rules: PasswordRules, path = 'password'): Promise<void> {
  checkPasswordSize(password);
  if ([...password].length < rules.minLength) {
    throw refusal(path, 'password_too_short', `must have at least ${rules.minLength} characters`);
  }
  if (await rules.breached?.(password)) {
    throw refusal(path, 'password_breached', 'is on a list of stolen passwords: choose another');
  }
}

function refusal(path: string, code: string, message: string): AppError {
  return new AppError('validation_failed', { errors: [{ path, code, message }] });
}
