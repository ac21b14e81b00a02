import { applicationsNoun } from './applications.ts';
import { auditNoun } from './audit.ts';
import { cacheNoun } from './cache.ts';
import { clientsNoun } from './clients.ts';
import type { Noun } from './command.ts';
import { deadLettersNoun } from './deadLetters.ts';
import { eraseNoun } from './erase.ts';
import { importNoun } from './importWordPress.ts';
import { keysNoun } from './keys.ts';
import { licencesNoun } from './licences.ts';
import { limitsNoun } from './limits.ts';
import { operationsNoun } from './operations.ts';
import { organisationsNoun } from './organisations.ts';
import { packagesNoun } from './packages.ts';
import { reconcileNoun } from './reconcile.ts';
import { rightsNoun } from './rights.ts';
import { searchNoun } from './search.ts';
import { takedownNoun } from './takedown.ts';
import { tokenNoun } from './token.ts';
import { viewsNoun } from './views.ts';

/** The command line, noun by noun. */
export const nouns: readonly Noun[] = [
  importNoun,
  organisationsNoun('subsidiary', 'subsidiaries', 'who owns content'),
  organisationsNoun('partner', 'partners', 'who only licenses it'),
  applicationsNoun,
  keysNoun,
  clientsNoun,
  packagesNoun,
  licencesNoun,
  limitsNoun,
  viewsNoun,
  operationsNoun,
  rightsNoun,
  cacheNoun,
  reconcileNoun,
  searchNoun,
  auditNoun,
  takedownNoun,
  eraseNoun,
  deadLettersNoun,
  tokenNoun,
];
