export type { Mail, MailService } from './mail-service.ts';
export type { MailOptions, SmtpOptions } from './options.ts';
export { mail } from './plugin.ts';
export { type Html, html } from './templates/html.ts';
export type { MailContent, MailTemplate, TemplateContext } from './templates/mail-template.ts';
