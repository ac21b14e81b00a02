import type { Views } from '../../platform/directory.ts';
import { AnswerError } from '../../platform/errors.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { Visibility } from '../../platform/visibility.ts';

/** The header by which one request asks to be answered as a lesser view shows the graph. */
export const VIEW_HEADER = 'x-masthead-view';

/** What {@link createNarrowing} needs. */
export interface NarrowingOptions {
  readonly views: Pick<Views, 'named'>;
  readonly visibility: Visibility;
}

/** See {@link createNarrowing}. */
export type Narrowing = ReturnType<typeof createNarrowing>;

/**
 * Narrows a viewer to the view that the header names: one that shows nothing which the viewer's own does not. The key needs the grant `narrow`. Without the
 * header the viewer stays who it is.
 */
export const createNarrowing =
  ({ views, visibility }: NarrowingOptions) =>
  /** @throws {@link AnswerError} `FORBIDDEN`, in the same words for a view that is not there and for one that shows more. */
  async (viewer: Viewer, name: string | undefined): Promise<Viewer> => {
    if (name === undefined) return viewer;
    if (!viewer.grants.includes('narrow'))
      throw new AnswerError(
        'FORBIDDEN',
        `This key may not narrow its view: \`${VIEW_HEADER}\` needs the grant \`narrow\`.`,
      );
    const view = await views.named(name);
    if (!view || !visibility.of(view).coordinates.isSubsetOf(visibility.of(viewer.view).coordinates))
      throw new AnswerError('FORBIDDEN', `\`${VIEW_HEADER}\` names no view that is lesser than that of this key.`);
    return Object.freeze({ ...viewer, view });
  };
