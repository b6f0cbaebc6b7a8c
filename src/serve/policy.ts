/** What an answer of the server itself may load. */
export const NOTHING_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * What pages of bundles may load at the most; each page says more strictly itself what it may (templates/head.mustache). Where it
 * may send learners' records to is only known to the page.
 */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; " +
  "font-src 'self'; frame-src 'self'; connect-src 'self' http: https:; worker-src 'self'; manifest-src 'self'; " +
  "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** Files that could do something were they opened as pages: nothing of it, in an origin of their own. */
const FOREIGN_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'";

/** The Content-Security-Policy with which an entry is served; none for what does nothing by itself. */
export function policyFor(mediaType: string, isDownload: boolean): string | undefined {
  if (/^[^;]*[+/]xml/.test(mediaType)) return FOREIGN_POLICY;
  if (mediaType.startsWith('text/html')) return isDownload ? FOREIGN_POLICY : PAGE_POLICY;
  return mediaType.startsWith('text/javascript') ? PAGE_POLICY : undefined;
}
