import { altPk, pathPk, slugPk } from './keys.ts';

/** A name that leads to a record. */
export type Pointing =
  | { readonly kind: 'slug'; readonly subsidiary: string; readonly language: string; readonly slug: string }
  | { readonly kind: 'alt'; readonly subsidiary: string; readonly role: string; readonly value: string }
  | { readonly kind: 'path'; readonly site: string; readonly path: string };

/** Where a pointer lies. */
export const pointerPk = (pointing: Pointing): string => {
  switch (pointing.kind) {
    case 'slug':
      return slugPk(pointing.subsidiary, pointing.language, pointing.slug);
    case 'alt':
      return altPk(pointing.subsidiary, pointing.role, pointing.value);
    case 'path':
      return pathPk(pointing.site, pointing.path);
  }
};
