import { expect } from 'vitest';

/** Any text that holds this one. */
export const saying = (text: string): unknown => expect.stringContaining(text);

/** Any text of this form. */
export const matching = (form: RegExp): unknown => expect.stringMatching(form);
