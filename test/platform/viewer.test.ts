import { describe, expect, test } from 'vitest';
import { audienceOf, noToken } from '../../platform/viewer.ts';
import { viewerOf } from '../support/viewers.ts';

describe('an audience', () => {
  const base = viewerOf({ packages: [{ id: 'blatt/news', delayMinutes: 5 }], territory: 'AT' });
  const withView = (parts: Partial<typeof base.view>) => ({ ...base, view: { ...base.view, ...parts } });

  test('is the same for all people who see the same', () => {
    const editor = { ...base, roles: ['editor'], scopes: ['masthead/write'], sections: ['news'] } as const;
    expect(audienceOf({ ...editor, user: 'ann' })).toBe(audienceOf({ ...editor, user: 'ben' }));
  });

  test('is the same for applications that see the same', () => {
    expect(audienceOf({ ...base, application: 'other', channel: 'app' })).toBe(audienceOf(base));
    expect(audienceOf(base)).toMatch(/^[\w-]{43}$/);
  });

  test.each([
    ['organisation', { ...base, organisation: 'blatt' }],
    ['kind', { ...base, organisationKind: 'partner' as const }],
    ['view', withView({ name: 'other' })],
    ['tags of the view', withView({ tags: ['public'] })],
    ['what the view hides', withView({ hidden: ['Content.seo'] })],
    ['version of the view', withView({ version: 2 })],
    ['package', { ...base, packages: [{ id: 'blatt/best', delayMinutes: 5 }] }],
    ['delay', { ...base, packages: [{ id: 'blatt/news', delayMinutes: 6 }] }],
    ['number of packages', { ...base, packages: [] }],
    ['territory', { ...base, territory: 'CH' }],
    ['freedom of territories', { ...base, territory: undefined }],
    ['scope', { ...base, scopes: ['masthead/write'] }],
    ['role', { ...base, roles: ['publisher'] as const }],
    ['section', { ...base, sections: ['news'] }],
    ['scoring', { ...base, scoring: 'constant' as const }],
    ['freedom of sections', { ...base, sections: [] }],
    ['grants', { ...base, grants: ['read', 'preview'] as const }],
  ])('is another for another %s', (_, other) => {
    expect(audienceOf(other)).not.toBe(audienceOf(base));
  });
});

test('who brings no token is nobody, and may do nothing more', () => {
  expect(noToken).toEqual({ user: undefined, scopes: [], roles: [], sections: undefined });
});
