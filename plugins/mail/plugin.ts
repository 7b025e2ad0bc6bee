// The mail plugin: how does a mail get from a transaction to its reader?
// It may know SMTP and templates. It must not know why anybody writes a mail.

import { definePlugin, type Host, type Plugin } from '../../core/index.ts';
import { completeMail } from './complete-mail.ts';
import { MailQueue } from './mail-queue.ts';
import { MailSender } from './mail-sender.ts';
import { createMailService } from './mail-service.ts';
import { mails, mailsCollection } from './mails-collection.ts';
import type { MailOptions } from './options.ts';
import { createSmtpDelivery } from './smtp-delivery.ts';
import { mailEnvironment, readSmtp, type SmtpSettings } from './smtp-settings.ts';
import { defaultTemplates } from './templates/default-templates.ts';

/** How much longer than an attempt a process has a mail for itself, in milliseconds: clocks differ, and the outcome must be written down. */
const margin = 30_000;

/**
 * Mails: the service `mail` stores them in the caller's transaction, in the collection `_mails`. With an SMTP server they are sent from
 * there, at least once; without one they are kept there.
 */
export const mail: (options?: MailOptions) => Plugin = definePlugin<MailOptions | undefined>(({ smtp, templates = {} } = {}) => ({
  name: 'mail',
  collections: { [mails]: mailsCollection },
  environment: mailEnvironment,
  setup(host) {
    const settings = readSmtp(smtp, host.environment);
    host.hooks(mails, { beforeWrite: completeMail(settings ? 'queued' : 'kept') });
    const all = new Map([...defaultTemplates, ...Object.entries(templates)]);
    host.provide('mail', createMailService({ records: host.records, templates: all, title: host.settings.title }));
    if (settings) sendMails(host, settings);
  },
}));

/** Sends the app's mails for as long as it runs. */
function sendMails(host: Host, settings: SmtpSettings): void {
  let sender: MailSender | undefined;
  host.hooks(mails, {
    onCommit: ({ after }) => {
      if (after?.state === 'queued') sender?.wake();
    },
  });
  host.onStart(async () => {
    const deliver = await createSmtpDelivery(settings);
    const queue = new MailQueue({ records: host.records, lease: settings.timeout + margin, now: () => host.now() });
    sender = new MailSender({ queue, deliver, log: host.log });
    sender.start();
  });
  host.onStop(() => sender?.stop());
}
