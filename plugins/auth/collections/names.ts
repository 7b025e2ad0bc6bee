/** The names of the plugin's own collections. */
export const names = {
  admins: '_admins',
  credentials: '_credentials',
  identities: '_identities',
  sessions: '_sessions',
  refreshTokens: '_refreshTokens',
  secrets: '_oneTimeSecrets',
  events: '_authEvents',
} as const;
