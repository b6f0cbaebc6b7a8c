import { inspectBundle, type Inspection } from './inspect.ts';
import { openBundle } from './open.ts';

/** Summarises the bundle at `file`, zipped or unpacked, from its manifest alone. Throws SatchelError as {@link openBundle} does. */
export async function inspectFile(file: string): Promise<Inspection> {
  const bundle = await openBundle(file);
  try {
    return inspectBundle(bundle);
  } finally {
    await bundle.close();
  }
}
