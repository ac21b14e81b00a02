import { AnswerError } from '../../platform/errors.ts';

/** The one refusal of whoever is not known: the same words for every reason, so that nobody learns which credential was how wrong. */
export const unauthenticated = (): AnswerError =>
  new AnswerError(
    'UNAUTHENTICATED',
    'Send one valid API key in the header `x-api-key` and, where you are signed in, one valid token of the same subsidiary.',
  );
