import { type Letter, toContent } from './letter.ts';
import type { MailTemplate, TemplateContext } from './mail-template.ts';
import { lineOf, linkOf, optionalLineOf, validity } from './template-data.ts';

const ignore = 'If this was not you, do nothing: nothing changes.';
const beware = 'If this was not you, reset your password at once and end all sessions.';

/** The mails that the platform sends, in English. Each can be replaced by its name. */
const letters: Readonly<Record<string, (context: TemplateContext) => Letter>> = {
  'verify-email': ({ data, title }) => ({
    subject: `Confirm your address for ${title}`,
    before: [`Somebody, probably you, gave this address to ${title}. Open the link to confirm that it is yours.`],
    link: { label: 'Confirm the address', url: linkOf(data) },
    after: [...validity(data, 'The link'), ignore],
  }),
  'change-email': ({ data, title }) => ({
    subject: `Confirm your new address for ${title}`,
    before: [`Open the link to use this address for your account at ${title} from now on.`],
    link: { label: 'Use this address', url: linkOf(data) },
    after: [...validity(data, 'The link'), ignore],
  }),
  'email-changed': ({ data, title }) => ({
    subject: `Your address at ${title} was changed`,
    before: [`Your account at ${title} has a new address: ${lineOf(data, 'email')}. This one does not belong to it any more.`],
    after: ['If this was not you, write to us at once.'],
  }),
  'reset-password': ({ data, title }) => ({
    subject: `Reset your password for ${title}`,
    before: [`Somebody, probably you, asked for a new password at ${title}. Open the link to choose one.`],
    link: { label: 'Choose a password', url: linkOf(data) },
    after: [...validity(data, 'The link'), ignore],
  }),
  'password-changed': ({ title }) => ({
    subject: `Your password at ${title} was changed`,
    before: [`The password of your account at ${title} was changed.`],
    after: [beware],
  }),
  'sign-up-notice': ({ title }) => ({
    subject: `You have an account at ${title} already`,
    before: [
      `Somebody, probably you, tried to sign up at ${title} with this address. It has an account already: sign in, or reset the password.`,
    ],
    after: [ignore],
  }),
  'magic-link': ({ data, title }) => ({
    subject: `Sign in to ${title}`,
    before: [`Open the link to sign in to ${title}.`],
    link: { label: 'Sign in', url: linkOf(data) },
    after: [...validity(data, 'The link'), ignore],
  }),
  'sign-in-code': ({ data, title }) => ({
    subject: `Your code for ${title}`,
    before: [`This is your code for ${title}:`],
    code: lineOf(data, 'code'),
    after: [...validity(data, 'The code'), 'Never tell it to anybody. If you did not ask for it, do nothing.'],
  }),
  'new-device': ({ data, title }) => ({
    subject: `New sign-in to ${title}`,
    before: [`Your account at ${title} was used from a new device.`, ...whereFrom(data)],
    after: [beware],
  }),
  'mfa-changed': ({ data, title }) => ({
    subject: `Two-step sign-in at ${title} was changed`,
    before: [`Two-step sign-in for your account at ${title} was ${data.enabled === true ? 'switched on' : 'switched off'}.`],
    after: [beware],
  }),
};

function whereFrom(data: TemplateContext['data']): readonly string[] {
  const lines = [
    ['Device', optionalLineOf(data, 'device')],
    ['Address', optionalLineOf(data, 'ip')],
    ['Time', optionalLineOf(data, 'at')],
  ].flatMap(([label, value]) => (value === undefined ? [] : [`${label}: ${value}`]));
  return lines;
}

/** The platform's own templates by name. */
export const defaultTemplates: ReadonlyMap<string, MailTemplate> = new Map(
  Object.entries(letters).map(([name, write]) => [name, (context: TemplateContext) => toContent(write(context), context.title)]),
);
