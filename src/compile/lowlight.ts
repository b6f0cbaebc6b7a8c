// Loaded late, and by its one name: `import('lowlight')` would bring the grammars of all its languages, a megabyte to read for each build.
import { createLowlight } from 'lowlight';

export type Lowlight = ReturnType<typeof createLowlight>;

/** A highlighter that knows no language yet. */
export function emptyLowlight(): Lowlight {
  return createLowlight();
}
