import { basename } from 'node:path';
import { readFileSync, statSync } from 'node:fs';
import { parseJson } from '../bundle/manifest.ts';
import { provenanceFile, type Provenance } from '../build/provenance.ts';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { shortDigest, type Digest } from '../digest.ts';
import { checkSchema } from '../schema.ts';

/** Bytes of provenance that are parsed at most: some thousand bases. */
const MAX_SIZE = 1024 * 1024;

/**
 * What is told beside the bundle at `file` of how it was made, if there is anything and it is about this very bundle. It may come from
 * anyone: it says where to look, and proves nothing.
 */
export async function readProvenance(
  file: string,
  digest: Digest,
): Promise<{ readonly provenance?: Provenance; readonly findings: readonly Diagnostic[] }> {
  const beside = provenanceFile(file);
  const status = statSync(beside, { throwIfNoEntry: false });
  if (!status) return { findings: [] };
  const refuse = (reason: string): { findings: readonly Diagnostic[] } => ({
    findings: [diagnostic('reproduce-provenance-foreign', { file: basename(beside), reason })],
  });
  if (!status.isFile() || status.size > MAX_SIZE) return refuse('it is no file of provenance');
  try {
    const provenance = parseJson(readFileSync(beside));
    const [error] = await checkSchema('provenance-1', provenance);
    if (error) return refuse(`${error.path.join('.') || 'it'} ${error.message}`);
    const known = provenance as Provenance;
    if (known.subject[1].digest['sha256'] !== shortDigest(digest, 64))
      return refuse('it tells of another bundle');
    return { provenance: known, findings: [] };
  } catch (error) {
    if (error instanceof SatchelError) return refuse(error.message);
    throw error;
  }
}
