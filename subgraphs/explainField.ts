import type { View, Viewer } from '../platform/viewer.ts';
import type { Visibility } from '../platform/visibility.ts';
import type { Finding } from './finding.ts';
import { exceptions } from './rules.ts';

const shown = (visibility: Visibility, view: View, coordinate: string): Finding => {
  const reason = visibility.reasonHidden(view, coordinate);
  return { holds: reason === undefined, says: reason ?? `the view ${view.name} shows it` };
};

/** What decides whether a viewer reads a field, in words; it does where all holds. They are the very rules that guard it. */
export const explainField = (visibility: Visibility, viewer: Viewer, coordinate: string): readonly Finding[] => {
  const exception = exceptions[coordinate];
  const byView = shown(visibility, viewer.view, coordinate);
  if (!exception) return [byView];
  const holds = exception.allows(viewer);
  const says = `it is for the ${exception.name} alone, that is for who is signed in with a role there`;
  return [byView, { holds, says }];
};
