export type { MailChoice, TestMail } from './captured-mails.ts';
export { createTestApp, type TestApp, type TestAppOptions } from './create-test-app.ts';
export { expectAllowed, expectDenied } from './expect-access.ts';
export type { TestCaller } from './test-callers.ts';
export { TestClock } from './test-clock.ts';
