/** What an address leads to: a file of the source, a place on the network, or nothing that an offline page may use. */
export type UrlKind = 'local' | 'online' | 'contact' | 'refused';

const CONTACT = new Set(['mailto', 'tel', 'sms', 'xmpp', 'geo']);

/**
 * Classifies an address as a browser would read it (WHATWG URL §4.4): white space and control characters within a scheme do
 * not count, backslashes are slashes, and `//host` is a host.
 */
export function urlKind(url: string): UrlKind {
  const scheme = schemeOf(url);
  if (scheme === undefined) return /^[/\\]{2}/.test(stripped(url)) ? 'online' : 'local';
  if (scheme === 'http' || scheme === 'https') return 'online';
  return CONTACT.has(scheme) ? 'contact' : 'refused';
}

/** The scheme of an address, in lower case, or undefined. */
export function schemeOf(url: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):/i.exec(stripped(url))?.[1]?.toLowerCase();
}

function stripped(url: string): string {
  return /[\0-\x20\x7f-\xa0\u2028\u2029\ufffd]/.test(url)
    ? url.replace(/[\0-\x20\x7f-\xa0\u2028\u2029\ufffd]+/g, '')
    : url;
}

/** The media element that plays a file of this name; undefined for names of other files. */
export function mediaOf(url: string): 'audio' | 'video' | undefined {
  const [, extension = ''] = /\.([a-z0-9]+)(?:[?#].*)?$/is.exec(url) ?? [];
  if (
    /^(?:mp4|m4v|webm|ogv|mov|avi|wmv|asf|mkv|mpe?g|m2v|3g[p2]|flv|f4v|vob|mts|m2ts|rm(?:vb)?)$/i.test(
      extension,
    )
  )
    return 'video';
  return /^(?:mp3|m4a|aac|oga|ogg|opus|wav|flac|wma|aiff?|amr|mid|midi|ra|ac3)$/i.test(extension)
    ? 'audio'
    : undefined;
}

/** True for a recording that no browser plays and that cannot be made into one that does, by its name. */
export function isUnplayable(url: string): boolean {
  return /\.(?:rm|rmvb|ra|midi?)(?:[?#].*)?$/is.test(url);
}

/** The page of a film of that id. */
export function pageOfVideo(host: 'youtube' | 'vimeo', id: string): string {
  const film = encodeURIComponent(id);
  return host === 'youtube' ? `https://www.youtube.com/watch?v=${film}` : `https://vimeo.com/${film}`;
}

/** The page a person would open for what a frame embeds: a YouTube or Vimeo player's own page, else the frame's address. */
export function pageOfEmbed(url: string): string {
  const address = url.startsWith('//') ? `https:${url}` : url;
  const [, video] = /^https?:\/\/(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/([\w-]+)/.exec(address) ?? [];
  if (video !== undefined && video !== 'videoseries') return `https://www.youtube.com/watch?v=${video}`;
  const [, vimeo] = /^https?:\/\/player\.vimeo\.com\/video\/(\d+)/.exec(address) ?? [];
  return vimeo === undefined ? address : `https://vimeo.com/${vimeo}`;
}

/** An address as people read it: without scheme, query and end slash. */
export function shortUrl(url: string): string {
  return url
    .replace(/^(?:https?:)?\/\/(?:www\.)?/i, '')
    .replace(/(?<!\/watch)[?#].*$/s, '')
    .replace(/\/$/, '');
}
