export type { AuthService } from './auth-service.ts';
export type { AttemptLimits, AuthOptions, MailPages, SignUpMode } from './options.ts';
export type { HashCost } from './passwords/password-hasher.ts';
export { type PasswordOptions, type PasswordProvider, password } from './passwords/password-provider.ts';
export { auth } from './plugin.ts';
export type { AuthProvider, Challenge, Identity, ProviderInput } from './provider.ts';
export type { SignedIn } from './sign-in/sign-in.ts';
