import type { LicensedPackage, Viewer } from '../../platform/viewer.ts';
import { noToken } from '../../platform/viewer.ts';
import { builtInViews } from '../../platform/views.ts';

const viewNamed = (name: string): Viewer['view'] => {
  const view = builtInViews.get(name);
  if (!view) throw new RangeError(`there is no view ${name}`);
  return view;
};

/** A viewer: by default an editor in the newsroom of the subsidiary `courier`. */
export const viewerOf = (parts: Partial<Omit<Viewer, 'view'>> & { readonly view?: string } = {}): Viewer => {
  const { view = 'newsroom', ...rest } = parts;
  return {
    organisation: 'courier',
    organisationKind: 'subsidiary',
    application: 'site',
    channel: 'web',
    packages: [],
    territory: undefined,
    grants: ['read'],
    scoring: 'relevance',
    ...noToken,
    roles: ['editor'],
    view: viewNamed(view),
    ...rest,
  };
};

/** A partner that owns nothing and licenses these packages. */
export const partnerOf = (packages: readonly LicensedPackage[], parts: Partial<Omit<Viewer, 'view'>> = {}): Viewer =>
  viewerOf({
    organisation: 'radio',
    organisationKind: 'partner',
    application: 'app',
    view: 'partner',
    roles: [],
    packages,
    ...parts,
  });
