import { adminsCollection, credentialsCollection, identitiesCollection } from './account-data.ts';
import { eventsCollection } from './events-data.ts';
import { names } from './names.ts';
import { refreshTokensCollection, secretsCollection, sessionsCollection } from './session-data.ts';

/** Everything that the plugin keeps. */
export const authCollections = {
  [names.admins]: adminsCollection,
  [names.credentials]: credentialsCollection,
  [names.identities]: identitiesCollection,
  [names.sessions]: sessionsCollection,
  [names.refreshTokens]: refreshTokensCollection,
  [names.secrets]: secretsCollection,
  [names.events]: eventsCollection,
};
